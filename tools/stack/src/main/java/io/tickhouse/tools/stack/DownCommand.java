package io.tickhouse.tools.stack;

import io.tickhouse.tools.Workspace;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the local stack. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the local stack and returns when all of it is gone; data stays.",
        footer = {"%nExample:", "  ./tickhouse down"})
public final class DownCommand implements Callable<Integer> {

    @Mixin private Workspace workspace;

    @Override
    public Integer call() {
        LocalStack stack = LocalStack.of(workspace);
        List<String> stopped = stack.down(Progress.toStandardError());
        System.out.println(
                stopped.isEmpty()
                        ? "Nothing runs in " + stack.home()
                        : "Stopped " + String.join(", ", stopped));
        return 0;
    }
}
