package dev.gleaner.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProcessCpuTimesTest {

    /** As {@code up} writes it. */
    @Test
    void shouldReadWhatABuildTook() {
        assertThat(ProcessCpuTimes.ofBuild("46 1m10.250s 0m3.120s"))
                .contains(new ProcessCpuTimes.Build(Duration.ofSeconds(46), Duration.ofMillis(73_370)));
    }

    @Test
    void shouldReadNothingWhereNothingWasBuilt() {
        assertThat(ProcessCpuTimes.ofBuild("")).isEmpty();
    }
}
