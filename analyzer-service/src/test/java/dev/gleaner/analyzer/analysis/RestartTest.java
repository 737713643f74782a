package dev.gleaner.analyzer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.finding.Telling;
import dev.gleaner.analyzer.fixture.Recording;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.Shelves;
import dev.gleaner.contracts.confirmation.Confirmation;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not on the shelves does not matter. */
class RestartTest {

    private static final Backtest BACKTEST = Recording.backtest();
    private static final List<Signal> SIGNALS = Recording.of(7);

    @Test
    void shouldSayTheSameWhenItStartsAnewAllTheTimeAndForgetsNearlyEveryProfile() throws MalformedSignalException {
        List<Finding> expected = BACKTEST.run(SIGNALS).findings();

        List<Finding> findings = new ArrayList<>();
        Shelves shelves = Shelves.inMemory();
        Analysis analysis = analysis(shelves, findings);
        for (int place = 0; place < SIGNALS.size(); place++) {
            Signal signal = SIGNALS.get(place);
            analysis.accept(signal);
            if (place % 501 == 0) {
                analysis = analysis(shelves, findings);
            }
            if (signal.hasProgress() && analysis.judge(3) > 0 && place % 3 == 0) {
                analysis = analysis(shelves, findings);
            }
            while (signal.hasProgress() && analysis.judge(3) > 0) {
                // Goes on until nothing is due.
            }
        }

        assertThat(findings).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(findings).hasSizeGreaterThan(20);
    }

    private static Analysis analysis(Shelves shelves, List<Finding> findings) {
        Telling telling = new Telling() {
            @Override
            public void finding(Finding finding) {
                findings.add(finding);
            }

            @Override
            public void confirmation(String findingId, Confirmation confirmation) {}
        };
        return new Analysis(shelves, BACKTEST.kinds(), BACKTEST.timing(), 4, telling, new Tally());
    }
}
