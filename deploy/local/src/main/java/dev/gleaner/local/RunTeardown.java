package dev.gleaner.local;

import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.process.DaemonController;
import dev.gleaner.local.runtime.process.FolderDeletion;
import java.nio.file.Path;
import java.util.List;

/** Stops the processes of a run, and deletes its data on request. */
final class RunTeardown {

    private final RunFolder run;
    private final TerminalOutput terminalOutput;

    RunTeardown(RunFolder run, TerminalOutput terminalOutput) {
        this.run = run;
        this.terminalOutput = terminalOutput;
    }

    /** Stops the processes that this run started. */
    void stop() {
        DaemonController daemonController = new DaemonController(run);
        List<String> stopped = DaemonCatalog.STOP_ORDER.stream()
                .flatMap(stage -> {
                    terminalOutput.showProgress("stopping " + String.join(", ", stage));
                    return daemonController.stop(stage).stream();
                })
                .toList();
        terminalOutput.printLine(stopped.isEmpty() ? "nothing was running" : "stopped " + String.join(", ", stopped));
    }

    /** Deletes data, secrets and logs, but not installed or unpacked programs. */
    void purge() {
        for (Path path : List.of(
                run.data("").toAbsolutePath(),
                run.secret(""),
                run.path().resolve("logs"),
                run.path().resolve("pids"),
                run.recordedInventory(),
                run.generatedTrail(),
                run.pastListings(),
                run.recordedTrailFile(),
                run.estateRegionsFile(),
                run.endpoints(),
                run.standInReady(),
                run.standInPortFile(),
                run.estateState(),
                run.expectedFindings(),
                run.expectedInsufficient(),
                run.simulatedDays(),
                run.simulatedBills(),
                run.mode())) {
            FolderDeletion.delete(path);
        }
        terminalOutput.printLine("deleted the data in " + run.path());
    }
}
