package dev.gleaner.local;

import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.SimulatedDaysRequest;
import dev.gleaner.local.runtime.process.DaemonController;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Shows promised, measured and billed of what was carried out in a local run, without waiting for days: it looks as if it had been carried out
 * days earlier.
 */
@Command(
        name = "simulate-days",
        mixinStandardHelpOptions = true,
        description = {
            "Shows in the ledger of this local run what its actions save after N days.",
            "Each action counts as observed N days before AWS showed its effect, quarantines end N days earlier, and the bills charge instances"
                    + " and volumes since then as the AWS stand-in shows them now. Guards, approvals and schedules keep their time. N counts from"
                    + " the true times: the same N again changes nothing for what was moved, and includes what was carried out since; 0 restores"
                    + " the true times."
        })
public final class SimulateDaysCommand implements Callable<Integer> {

    /** A quarantine is no longer. */
    private static final int MOST = 30;

    /** The bill has a whole week of charges before, of an estate of 14 days. */
    private static final int MOST_COMPARED = 6;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(500);

    @Parameters(paramLabel = "N", description = "days, 0 to 30; with more than 6 the bill has no whole week before")
    private int days;

    private final RunFolder run = RunFolder.fromEnvironment();
    private final TerminalOutput terminalOutput = TerminalOutput.standard();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulateDaysCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try {
            simulate();
            return 0;
        } catch (LocalRunException e) {
            terminalOutput.printLine("simulate-days failed:");
            e.lines().forEach(line -> terminalOutput.printLine("  " + line));
            return 1;
        }
    }

    private void simulate() throws IOException, InterruptedException {
        if (days < 0 || days > MOST) {
            throw new LocalRunException("N is a number of days from 0 to " + MOST + ", not " + days);
        }
        RunEndpoints endpoints = RunEndpoints.read(run.endpoints())
                .orElseThrow(() ->
                        new LocalRunException("there is no run in " + run.path() + ": deploy/local/up starts one"));
        if (endpoints.aws() == null) {
            throw new LocalRunException("this run has no AWS stand-in, and nothing is carried out without one");
        }
        if (!new DaemonController(run).running(FeederDaemon.NAME)) {
            throw new LocalRunException(
                    "the feeder, which delivers the bills, is not running: deploy/local/up starts it");
        }
        ActionTimeShifter.Moved moved = move(endpoints);
        SimulatedDaysRequest request =
                new SimulatedDaysRequest(days, Clock.systemUTC().instant());
        request.write(run.simulatedDays());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (SimulatedDaysRequest.read(run.simulatedBills())
                .filter(request::equals)
                .isEmpty()) {
            if (System.nanoTime() > end) {
                throw new LocalRunException("the feeder has delivered no bill for " + PATIENCE.toSeconds() + " s: see "
                        + run.log(FeederDaemon.NAME));
            }
            Thread.sleep(PAUSE.toMillis());
        }
        print(moved, endpoints);
    }

    private ActionTimeShifter.Moved move(RunEndpoints endpoints) {
        try {
            return new ActionTimeShifter(endpoints.postgres()).moveBack(days);
        } catch (SQLException e) {
            throw new LocalRunException("the times of the actions can't be moved in the database: " + e.getMessage());
        }
    }

    private void print(ActionTimeShifter.Moved moved, RunEndpoints endpoints) {
        terminalOutput.printLine(
                "what was carried out in this run looks as if it had been carried out " + days + " days earlier:");
        terminalOutput.printLine("  entries of the ledger: " + moved.entries());
        terminalOutput.printLine("  terminations in their quarantine: " + moved.quarantines()
                + (moved.quarantines() > 0 ? "; run this again once they are done, to move them too" : ""));
        terminalOutput.printLine(
                "  bills: delivered again, with instances and volumes since then as the AWS stand-in shows them now");
        if (days > MOST_COMPARED) {
            terminalOutput.printLine(
                    "  the bill has no whole week before, with which it could be compared: that needs 6 days or fewer");
        }
        terminalOutput.printLine("promised, measured and billed, within two minutes: " + endpoints.actuator()
                + "/api/ledger, or the page; a day is billed 24 h after its end");
    }
}
