package io.tickhouse.tools.kubernetes;

import io.tickhouse.tools.stack.Progress;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What all subcommands of {@code k8s} have in common. Results go to standard output alone. */
abstract class ClusterCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;
    @ParentCommand private K8sCommand k8s;
    @Mixin private ClusterOptions options;

    final ClusterOptions options() {
        return options;
    }

    final Machine machine() {
        return k8s.machine();
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    final Progress progress() {
        PrintWriter err = spec.commandLine().getErr();
        return err::println;
    }

    /** The cluster, to be looked at. */
    final Cluster cluster() {
        return Cluster.of(machine(), options.context(), progress());
    }

    /** The cluster, to be changed. */
    final Cluster clusterToChange() {
        Cluster cluster = cluster();
        cluster.requireMeant(options.isNamed());
        return cluster;
    }
}
