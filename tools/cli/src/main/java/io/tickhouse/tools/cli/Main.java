package io.tickhouse.tools.cli;

import io.tickhouse.alpaca.emulator.AlpacaEmulatorCommand;
import io.tickhouse.tools.UserError;
import io.tickhouse.tools.Workspace;
import io.tickhouse.tools.alpaca.GapsCommand;
import io.tickhouse.tools.audit.AuditCommand;
import io.tickhouse.tools.bars.BarsCommand;
import io.tickhouse.tools.bench.BenchCommand;
import io.tickhouse.tools.care.LakeCommand;
import io.tickhouse.tools.compare.CompareCommand;
import io.tickhouse.tools.demo.DemoCommand;
import io.tickhouse.tools.feed.GenerateCommand;
import io.tickhouse.tools.feed.ReplayCommand;
import io.tickhouse.tools.flink.CancelCommand;
import io.tickhouse.tools.flink.JobsCommand;
import io.tickhouse.tools.flink.SavepointCommand;
import io.tickhouse.tools.flink.SubmitCommand;
import io.tickhouse.tools.kubernetes.K8sCommand;
import io.tickhouse.tools.pinot.PinotCommand;
import io.tickhouse.tools.pinot.QueryCommand;
import io.tickhouse.tools.stack.ClearCommand;
import io.tickhouse.tools.stack.DownCommand;
import io.tickhouse.tools.stack.EnvCommand;
import io.tickhouse.tools.stack.LogsCommand;
import io.tickhouse.tools.stack.StatusCommand;
import io.tickhouse.tools.stack.UpCommand;
import io.tickhouse.tools.topics.ConsumeCommand;
import io.tickhouse.tools.topics.TopicsCommand;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code tickhouse} command. Exit codes: 0 ok, 1 found a fault or failed, 2 bad usage. */
@Command(
        name = "tickhouse",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A streaming lakehouse for market data.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            EnvCommand.class,
            LogsCommand.class,
            ClearCommand.class,
            DemoCommand.class,
            GenerateCommand.class,
            ReplayCommand.class,
            SubmitCommand.class,
            JobsCommand.class,
            SavepointCommand.class,
            CancelCommand.class,
            TopicsCommand.class,
            ConsumeCommand.class,
            PinotCommand.class,
            QueryCommand.class,
            LakeCommand.class,
            BarsCommand.class,
            AuditCommand.class,
            BenchCommand.class,
            CompareCommand.class,
            GapsCommand.class,
            AlpacaEmulatorCommand.class,
            K8sCommand.class,
        })
public final class Main implements Runnable {

    @Spec private CommandSpec spec;

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command line and returns its exit code; never exits the process. */
    public static int run(String... args) {
        return run(new PrintWriter(System.err, true, Charset.defaultCharset()), args);
    }

    /** The same, but error messages go to the given writer. */
    public static int run(PrintWriter errors, String... args) {
        return run(new PrintWriter(System.out, true, Charset.defaultCharset()), errors, args);
    }

    /** The same, but all output goes to the given writers. */
    static int run(PrintWriter output, PrintWriter errors, String... args) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setOut(output);
        commandLine.setErr(errors);
        commandLine.setExecutionExceptionHandler(Main::explain);
        commandLine.setParameterExceptionHandler(Main::explainUsage);
        // What follows the name of a job belongs to the job.
        commandLine.getSubcommands().get("submit").setStopAtPositional(true);
        return commandLine.execute(args);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
    }

    private static int explainUsage(CommandLine.ParameterException e, String[] args) {
        CommandLine commandLine = e.getCommandLine();
        String sentence = e.getMessage().endsWith(".") ? e.getMessage() : e.getMessage() + ".";
        commandLine
                .getErr()
                .println(
                        sentence
                                + " See ./"
                                + commandLine.getCommandSpec().qualifiedName()
                                + " --help.");
        return 2;
    }

    private static int explain(
            Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
        PrintWriter err = commandLine.getErr();
        if (e instanceof UserError error) {
            err.println(forTheSameStack(error.getMessage(), parsed));
            return error.exitCode();
        }
        err.println(commandLine.getCommandName() + " failed: " + rootCause(e));
        if (Boolean.getBoolean("tickhouse.debug")) {
            err.println(commandLine.getColorScheme().richStackTraceString(e));
        } else {
            err.println("Set TICKHOUSE_DEBUG=1 for the stack trace.");
        }
        return 1;
    }

    /** Layers below know nothing of the command line, and suggest commands without its --home. */
    private static String forTheSameStack(String message, CommandLine.ParseResult parsed) {
        CommandLine.ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        Path home = command.matchedOptionValue("--home", null);
        return home == null ? message : Workspace.at(home).hints(message);
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
