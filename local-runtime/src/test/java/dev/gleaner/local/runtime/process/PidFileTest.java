package dev.gleaner.local.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PidFileTest {

    /** The flags of a process that runs are those of a real one; the kernel adds 4 when it takes it down. */
    @ParameterizedTest
    @CsvSource({"S,4194304,false", "R,4194304,false", "D,4194308,true", "R,4194308,true", "Z,4227084,true", "X,0,true"})
    void shouldTellAProcessThatIsBeingTakenDown(String state, String flags, boolean ending) {
        String stat = "4711 (java (x) 1) " + state + " 1 4711 4711 0 -1 " + flags
                + " 105 0 0 0 0 0 0 0 20 0 1 0 168718 3366912 457";

        assertThat(PidFile.isEnding(PidFile.fields(stat))).isEqualTo(ending);
    }

    @Test
    void shouldTellAProcessForWhichSigkillWaits() {
        assertThat(PidFile.isKillPending("SigPnd:\t0000000000000000\nShdPnd:\t0000000000000100\n"))
                .isTrue();
        assertThat(PidFile.isKillPending("SigPnd:\t0000000000000100\nShdPnd:\t0000000000000000\n"))
                .isTrue();
        assertThat(PidFile.isKillPending(
                        "SigPnd:\t0000000000004000\nShdPnd:\t0000000000000000\nSigBlk:\t0000000000000100\n"))
                .isFalse();
    }
}
