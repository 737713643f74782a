package dev.gleaner.analyzer.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.contracts.signal.proto.Progress;
import dev.gleaner.contracts.signal.proto.SourceProgress;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MinimumProgressTrackerTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-03-01T11:00:00Z");

    private final MinimumProgressTracker progress = new MinimumProgressTracker(2);

    @Test
    void shouldSayWhatWasToldInEveryPartition() {
        assertThat(progress.after(0, Signals.progress("inventory", ELEVEN).getProgress()))
                .isEmpty();

        assertThat(progress.after(1, Signals.progress("inventory", TEN).getProgress()))
                .contains(Signals.progress("inventory", TEN).getProgress());
    }

    /** Nothing that is outstanding may be passed because one partition is read sooner than another. */
    @Test
    void shouldKeepReportersApartAndTakeTheLeastOfWhatIsNotOutstanding() {
        progress.after(0, share("collector-0", TEN, TEN, false));
        assertThat(progress.after(0, share("collector-1", ELEVEN, ELEVEN, false)))
                .isEmpty();
        assertThat(progress.after(1, share("collector-0", TEN, TEN, false)))
                .contains(share("collector-0", TEN, TEN, false));

        assertThat(progress.after(0, share("collector-0", TEN, ELEVEN, false))).isEmpty();
        assertThat(progress.after(1, share("collector-0", TEN, ELEVEN, false)))
                .contains(share("collector-0", TEN, ELEVEN, false));
        assertThat(progress.after(0, share("collector-0", TEN, TEN, false)))
                .contains(share("collector-0", TEN, TEN, false));
    }

    @Test
    void shouldSayThatAReporterHasStoppedOnceEveryPartitionHasHeardOfIt() {
        progress.after(0, share("collector-0", TEN, TEN, false));
        progress.after(1, share("collector-0", TEN, TEN, false));

        assertThat(progress.after(1, share("collector-0", TEN, TEN, true))).isEmpty();
        assertThat(progress.after(0, share("collector-0", TEN, TEN, true))
                        .map(told -> told.getSources(0))
                        .map(SourceProgress::getEnded))
                .contains(true);
    }

    private static Progress share(String reporter, Instant through, Instant clear, boolean ended) {
        return Signals.share("metric-stream", reporter, through, clear, ended).getProgress();
    }
}
