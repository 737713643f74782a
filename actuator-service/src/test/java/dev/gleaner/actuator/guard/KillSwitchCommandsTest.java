package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.guard.KillSwitchCommands.Command;
import dev.gleaner.test.SeededTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KillSwitchCommandsTest {

    private final KillSwitchCommands commands = new KillSwitchCommands();

    @Test
    void shouldBeOnHereUntilTheDatabaseHasIt() {
        Command on = commands.turnOn("olga", 0);
        assertThat(commands.due(on, 0)).containsExactly(on);
        assertThat(commands.unrecorded()).contains(on);

        commands.markRecorded(on.number());

        assertThat(commands.unrecorded()).isEmpty();
    }

    @Test
    void shouldRecordThatItWasOnTogetherWithItsEnd() {
        Command first = commands.turnOn("olga", 0);
        Command second = commands.turnOn("anna", 1);
        Command off = commands.turnOff("anna", 2);
        assertThat(commands.due(off, 0)).containsExactly(first, second, off);

        commands.markRecorded(off.number());

        assertThat(commands.due(first, off.number())).isEmpty();
        assertThat(commands.unrecorded()).isEmpty();
    }

    @Test
    void shouldStayOnWhenTurningItOffFails() {
        Command on = commands.turnOn("olga", 0);

        commands.turnOff("anna", 1);

        assertThat(commands.due(on, 0)).containsExactly(on);
        assertThat(commands.unrecorded()).contains(on);
    }

    @Test
    void shouldNotTurnOffWhatWasTurnedOnAfterwards() {
        Command off = commands.turnOff("anna", 0);
        Command on = commands.turnOn("olga", 1);
        assertThat(commands.due(off, 0)).isEmpty();
        assertThat(commands.due(on, 0)).containsExactly(on);

        // It was written before the other was given.
        commands.markRecorded(off.number());

        assertThat(commands.unrecorded()).contains(on);
    }

    @Test
    void shouldNotRecordTwiceWhatTheDatabaseHas() {
        Command on = commands.turnOn("olga", 0);

        assertThat(commands.due(on, on.number())).isEmpty();
        assertThat(commands.due(commands.turnOff("anna", 1), on.number()))
                .extracting(Command::on)
                .containsExactly(false);
    }

    @Test
    void shouldTakeARepetitionByTheSamePersonForTheSameCommand() {
        Command on = commands.turnOn("olga", 0);

        assertThat(commands.turnOn("olga", 1)).isEqualTo(on);
        assertThat(commands.turnOn("anna", 2)).isNotEqualTo(on);
    }

    /**
     * Whatever fails, is refused or is lost: each command that turned the switch on is in the audit once, in its order; nothing turns
     * off what was turned on later; a command that failed has no effect; and the switch is on here as long as the database does not
     * show it.
     */
    @SeededTest(500)
    void shouldHaveEachTurnOnInTheAuditOnceWhateverFails(long seed) {
        new Life(new Random(seed)).live(40);
    }

    /** One process, whose transactions come to the database in any order and end in any way. */
    private final class Life {

        private final Random random;
        private final List<Command> waiting = new ArrayList<>();
        private final List<Command> ons = new ArrayList<>();
        private final List<Command> recorded = new ArrayList<>();
        private long number;
        private boolean engaged;

        Life(Random random) {
            this.random = random;
        }

        void live(int steps) {
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(5)) {
                    case 0 -> turnOn();
                    case 1 -> waiting.add(commands.turnOff("anna", 0));
                    case 2 -> commands.unrecorded().ifPresent(waiting::add);
                    default -> reachDatabase();
                }
                check();
            }
            while (!waiting.isEmpty()) {
                reachDatabase();
                check();
            }
            commands.unrecorded().ifPresent(on -> transaction(on, End.KNOWN));
            check();
            assertThat(commands.unrecorded()).isEmpty();
            assertThat(recorded.stream().filter(Command::on)).containsExactlyElementsOf(ons);
        }

        private void turnOn() {
            Command on = commands.turnOn(random.nextBoolean() ? "olga" : "bert", 0);
            if (!ons.contains(on)) {
                ons.add(on);
            }
            waiting.add(on);
        }

        private void reachDatabase() {
            if (!waiting.isEmpty()) {
                transaction(
                        waiting.remove(random.nextInt(waiting.size())),
                        End.values()[random.nextInt(End.values().length)]);
            }
        }

        private void transaction(Command command, End end) {
            List<Command> due = commands.due(command, number);
            if (end == End.ROLLED_BACK) {
                return;
            }
            if (!due.isEmpty()) {
                Command last = due.get(due.size() - 1);
                if (!last.on()) {
                    assertThat(ons).as("turned on after " + last).noneMatch(on -> on.number() > last.number());
                }
                recorded.addAll(due);
                engaged = last.on();
                number = Math.max(number, last.number());
            }
            if (end == End.KNOWN) {
                commands.markRecorded(number);
            }
        }

        private void check() {
            Command newest = ons.isEmpty() ? null : ons.get(ons.size() - 1);
            if (newest != null && !recorded.contains(newest)) {
                assertThat(commands.unrecorded()).as("on here").contains(newest);
            }
            assertThat(recorded).doesNotHaveDuplicates();
            assertThat(recorded.stream().filter(Command::on))
                    .isSortedAccordingTo((one, other) -> Long.compare(one.number(), other.number()));
            // Nobody turned it off: neither here nor in the database.
            if (!recorded.isEmpty() && recorded.get(recorded.size() - 1).on()) {
                assertThat(engaged).isTrue();
            }
        }
    }

    private enum End {
        KNOWN,
        LOST,
        ROLLED_BACK
    }
}
