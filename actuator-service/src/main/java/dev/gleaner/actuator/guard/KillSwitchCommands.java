package dev.gleaner.actuator.guard;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Commands for the kill switch that this actuator received, in their order. A command that is recorded late does not
 * overrule a later one. A switch that was turned on here stays on here until the database has recorded that, or a later
 * command that turns it off.
 */
final class KillSwitchCommands {

    private long last;
    private long lastOn;

    /**
     * Numbers of the commands to turn it off that are being recorded, and of the last one that the database has recorded.
     */
    private final NavigableSet<Long> offs = new TreeSet<>();

    private @Nullable Command unrecorded;

    /** A command, with its number and the identity that gave it. */
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

    /**
     * Whether no later command is the opposite. To be called under the lock of the switch, for which later commands wait.
     */
    synchronized boolean isLatest(Command command) {
        return command.on() ? offs.higher(command.number()) == null : lastOn < command.number();
    }

    /** The database has recorded the command. */
    synchronized void markRecorded(Command command) {
        if (unrecorded != null && unrecorded.number() <= command.number()) {
            unrecorded = null;
        }
        if (!command.on()) {
            offs.headSet(command.number()).clear();
        }
    }

    /**
     * The command was not recorded, or its result is unknown: an earlier command to turn the switch on has to be recorded
     * after all.
     */
    synchronized void discard(Command command) {
        offs.remove(command.number());
    }

    /** The command to turn it on that the database has not recorded; empty when there is none. */
    synchronized Optional<Command> unrecorded() {
        return Optional.ofNullable(unrecorded);
    }
}
