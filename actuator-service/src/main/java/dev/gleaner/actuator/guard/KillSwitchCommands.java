package dev.gleaner.actuator.guard;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Commands for the kill switch that this actuator received, in their order. One that turns it on holds here at once, and until
 * the database has recorded it: alone, or together with a later one that turns the switch off. One that turns it off has no effect
 * until the database has recorded it. Which ones it has recorded is known by the largest of their numbers there, since a
 * transaction may be committed although its result was lost.
 */
final class KillSwitchCommands {

    private long last;
    private long lastOn;

    /** Those that turned it on here and are not known to be recorded, by number. */
    private final Deque<Command> held = new ArrayDeque<>();

    /**
     * A command.
     *
     * @param number its place among the commands of this process, beginning with 1
     * @param identity who gave it
     * @param given when it was given, as by {@link System#nanoTime}
     */
    record Command(long number, boolean on, String identity, long given) {}

    /**
     * Turns it on. The same person who turns it on again before the database has recorded it gives no new command.
     *
     * @param given the time, as by {@link System#nanoTime}
     */
    synchronized Command turnOn(String identity, long given) {
        Command before = held.peekLast();
        if (before != null && before.number() == last && before.identity().equals(identity)) {
            return before;
        }
        lastOn = ++last;
        Command command = new Command(last, true, identity, given);
        held.add(command);
        return command;
    }

    /** Gives a command to turn it off, which has no effect before it is recorded. */
    synchronized Command turnOff(String identity, long given) {
        return new Command(++last, false, identity, given);
    }

    /**
     * Returns the commands to record in one transaction, in their order, for the sake of one of them. To be called under the lock
     * of the switch, so that the database has ended every earlier transaction.
     *
     * @param recorded the largest number of this process that the database has recorded; 0 if none
     * @return empty if the command must not be recorded: it would turn off what was turned on afterwards, or it is recorded
     *     already
     */
    synchronized List<Command> due(Command command, long recorded) {
        if (command.on() ? command.number() <= recorded : lastOn > command.number()) {
            return List.of();
        }
        List<Command> due = new ArrayList<>();
        for (Command on : held) {
            if (on.number() > recorded && (command.on() || on.number() < command.number())) {
                due.add(on);
            }
        }
        if (!command.on()) {
            due.add(command);
        }
        return due;
    }

    /** The database has recorded all commands up to this number. */
    synchronized void markRecorded(long number) {
        held.removeIf(command -> command.number() <= number);
    }

    /** The newest command that turned it on here and that the database is not known to have recorded; empty if there is none. */
    synchronized Optional<Command> unrecorded() {
        @Nullable Command newest = held.peekLast();
        return Optional.ofNullable(newest);
    }
}
