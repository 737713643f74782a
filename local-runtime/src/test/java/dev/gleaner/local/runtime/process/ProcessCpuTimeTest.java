package dev.gleaner.local.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessCpuTimeTest {

    @Test
    void shouldAddUpUserAndSystemTimeWithThoseOfEndedChildren() {
        String stat = "4242 (postgres: a) b) S 1 4242 4242 0 -1 4194560 2500 9000 0 3 150 50 700 100 20 0 1 0 99 1 1";

        assertThat(ProcessCpuTime.parse(PidFile.fields(stat))).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldFindThatOfThisProcess() {
        assertThat(ProcessCpuTime.ofTree(ProcessHandle.current())).isPositive();
    }
}
