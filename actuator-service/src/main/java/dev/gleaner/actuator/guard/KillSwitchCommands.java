package dev.gleaner.actuator.guard;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What people told this actuator to do with the kill switch, in their order. A command that the database takes late does not
 * overrule a later one; and what was turned on here is on here until the database has that, or a later command to turn it off.
 */
final class KillSwitchCommands {

    private long last;
    private long lastOn;

    /** To turn it off: under way, or the last that the database has. */
    private final NavigableSet<Long> offs = new TreeSet<>();

    private @Nullable Command unrecorded;

    /** A command, and who gave it. */
    record Command(long number, boolean on, String identity) {}

    synchronized Command turnOn(String identity) {
        lastOn = ++last;
        Command command = new Command(last, true, identity);
        unrecorded = command;
        return command;
    }

    synchronized Command turnOff(String identity) {
        Command command = new Command(++last, false, identity);
        offs.add(command.number());
        return command;
    }

    /** Whether no later command says the opposite. To be asked under the lock of the switch: whoever comes later waits for it. */
    synchronized boolean isLatest(Command command) {
        return command.on() ? offs.higher(command.number()) == null : lastOn < command.number();
    }

    /** The database has it. */
    synchronized void markRecorded(Command command) {
        if (unrecorded != null && unrecorded.number() <= command.number()) {
            unrecorded = null;
        }
        if (!command.on()) {
            offs.headSet(command.number()).clear();
        }
    }

    /** Nothing comes of it, or nobody knows: what was turned on before it has to be written after all. */
    synchronized void discard(Command command) {
        offs.remove(command.number());
    }

    /** To turn it on, as long as the database does not have that. */
    synchronized Optional<Command> unrecorded() {
        return Optional.ofNullable(unrecorded);
    }
}
