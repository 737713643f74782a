package dev.gleaner.actuator.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.actuator.guard.KillSwitchCommands.Command;
import org.junit.jupiter.api.Test;

class KillSwitchCommandsTest {

    private final KillSwitchCommands commands = new KillSwitchCommands();

    @Test
    void shouldBeOnHereUntilTheDatabaseHasIt() {
        Command on = commands.turnOn("olga");
        assertThat(commands.isLatest(on)).isTrue();
        assertThat(commands.unrecorded()).contains(on);

        commands.markRecorded(on);

        assertThat(commands.unrecorded()).isEmpty();
    }

    @Test
    void shouldNotWriteATurnOnOnceSomebodyTurnedItOff() {
        Command on = commands.turnOn("olga");
        Command off = commands.turnOff("anna");
        assertThat(commands.isLatest(on)).isFalse();
        assertThat(commands.isLatest(off)).isTrue();

        commands.markRecorded(off);

        assertThat(commands.isLatest(on)).isFalse();
        assertThat(commands.unrecorded()).isEmpty();
    }

    @Test
    void shouldStayOnWhenTurningItOffFails() {
        Command on = commands.turnOn("olga");

        commands.discard(commands.turnOff("anna"));

        assertThat(commands.isLatest(on)).isTrue();
        assertThat(commands.unrecorded()).contains(on);
    }

    /** An earlier one that fails late does not bring back what a later one took back. */
    @Test
    void shouldStayOffWhenAnotherTurningOffFails() {
        Command on = commands.turnOn("olga");
        Command first = commands.turnOff("anna");
        commands.markRecorded(commands.turnOff("berta"));

        commands.discard(first);

        assertThat(commands.isLatest(on)).isFalse();
    }

    @Test
    void shouldNotTurnOffWhatWasTurnedOnAfterwards() {
        Command off = commands.turnOff("anna");
        Command on = commands.turnOn("olga");
        assertThat(commands.isLatest(off)).isFalse();
        assertThat(commands.isLatest(on)).isTrue();

        // It was written before the other was given.
        commands.markRecorded(off);

        assertThat(commands.unrecorded()).contains(on);
    }

    @Test
    void shouldKeepALaterTurnOnWhenAnEarlierOneIsWritten() {
        Command first = commands.turnOn("olga");
        Command second = commands.turnOn("anna");

        commands.markRecorded(first);

        assertThat(commands.unrecorded()).contains(second);
    }
}
