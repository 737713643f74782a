package dev.gleaner.local;

import dev.gleaner.local.runtime.GleanerHome;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonSpec;
import dev.gleaner.local.runtime.process.JavaCommandLine;
import dev.gleaner.local.runtime.process.ProcessSignal;
import dev.gleaner.local.runtime.service.RunMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What starts the other parts again when they end by themselves. */
public final class SupervisorDaemon {

    /** Name of its pid file and log. */
    public static final String NAME = "supervisor";

    private SupervisorDaemon() {}

    /** Its command; it has the environment of the {@code up} that starts it, and with it the user's options. */
    public static DaemonSpec daemon(RunFolder run, RunMode mode) {
        List<String> program = new ArrayList<>(JavaCommandLine.ofClassPath("dev.gleaner.local.RestartSupervisor"));
        program.add(run.path().toString());
        program.addAll(mode.arguments());
        return new DaemonSpec(
                NAME,
                JavaCommandLine.command("96m", List.of("-Dgleaner.home=" + GleanerHome.path()), program),
                Map.of(),
                ProcessSignal.TERM);
    }
}
