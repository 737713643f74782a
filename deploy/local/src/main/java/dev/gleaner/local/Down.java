package dev.gleaner.local;

import dev.gleaner.local.report.Screen;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops what {@link Up} started and nothing else. */
@Command(name = "down", mixinStandardHelpOptions = true, description = "Stops what up started and nothing else.")
public final class Down implements Callable<Integer> {

    @Option(names = "--purge", description = "delete its data, secrets and logs too")
    private boolean purge;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Down()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        RunFolder run = RunFolder.fromEnvironment();
        Screen screen = Screen.standard();
        Optional<RunLock> lock = Optional.empty();
        try {
            lock = RunLock.takeOver(run, screen::say);
            Teardown teardown = new Teardown(run, screen);
            teardown.stop();
            if (purge) {
                teardown.purge();
            }
            return 0;
        } catch (UpException e) {
            screen.say("down failed:");
            e.lines().forEach(line -> screen.say("  " + line));
            return 1;
        } finally {
            if (lock.isPresent()) {
                lock.get().close();
            }
        }
    }
}
