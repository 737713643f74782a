package dev.gleaner.local;

import dev.gleaner.local.report.TerminalOutput;
import dev.gleaner.local.runtime.LocalRunException;
import dev.gleaner.local.runtime.RunFolder;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the processes that {@link UpCommand} started. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        description = "Stops the processes that up started, and no others.")
public final class DownCommand implements Callable<Integer> {

    @Option(names = "--purge", description = "also delete data, secrets and logs")
    private boolean purge;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DownCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = RunFolder.fromEnvironment();
        TerminalOutput terminalOutput = TerminalOutput.standard();
        Optional<RunLock> lock = Optional.empty();
        try {
            lock = RunLock.takeOver(run, terminalOutput::printLine);
            RunTeardown teardown = new RunTeardown(run, terminalOutput);
            teardown.stop();
            if (purge) {
                teardown.purge();
            }
            return 0;
        } catch (LocalRunException e) {
            terminalOutput.printLine("down failed:");
            e.lines().forEach(line -> terminalOutput.printLine("  " + line));
            return 1;
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }
}
