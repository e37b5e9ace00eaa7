package io.tickhouse.tools.kubernetes;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tickhouse k8s}. */
@Command(
        name = "k8s",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the pipeline in a Kubernetes cluster, by the kubectl, helm and minikube of this"
                    + " machine.",
            "A command that changes a cluster says which. It takes the current context only if"
                    + " Tickhouse is in it already."
        },
        subcommands = {
            UpCommand.class,
            StatusCommand.class,
            ForwardCommand.class,
            DemoCommand.class,
            SavepointCommand.class,
            UpgradeCommand.class,
            SuspendCommand.class,
            ResumeCommand.class,
            ScaleCommand.class,
            LogsCommand.class,
            VerifyCommand.class,
            DownCommand.class,
        },
        footer = {
            "%nExamples:",
            "  ./tickhouse k8s up --minikube",
            "  ./tickhouse k8s demo",
            "  ./tickhouse k8s status"
        })
public final class K8sCommand implements Runnable {

    @Spec private CommandSpec spec;

    private Machine machine;

    /** The command on this machine. */
    public K8sCommand() {}

    K8sCommand(Machine machine) {
        this.machine = machine;
    }

    /** Made when a subcommand runs: every call of {@code tickhouse} makes this object. */
    Machine machine() {
        if (machine == null) {
            machine = Machine.here();
        }
        return machine;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
    }
}
