package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.InMemoryStateStore;
import dev.gleaner.contracts.signal.proto.ApiCost;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.spend.SpendRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OwnCostTest {

    private static final String FIRST_RUN = "collector-1 2026-10-10T09:00:00Z";
    private static final String SECOND_RUN = "collector-1 2026-10-10T17:30:00Z";
    private static final LocalDate DAY = LocalDate.parse("2026-10-10");

    private final Map<String, SpendRecord.OwnCost> published = new TreeMap<>();
    private final InMemoryStateStore store = new InMemoryStateStore();
    private BillEvaluator evaluator = evaluator();

    @Test
    void shouldCountTheLargestAmountOfEachRunAndDay() throws MalformedSignalException {
        report(FIRST_RUN, DAY, "0.5000004");
        report(FIRST_RUN, DAY, "0.25");
        report(SECOND_RUN, DAY, "0.1");
        report(FIRST_RUN, DAY.minusDays(1), "3");

        assertThat(published.values())
                .containsExactlyInAnyOrder(
                        new SpendRecord.OwnCost(FIRST_RUN, DAY, new BigDecimal("0.5000004")),
                        new SpendRecord.OwnCost(SECOND_RUN, DAY, new BigDecimal("0.1")),
                        new SpendRecord.OwnCost(FIRST_RUN, DAY.minusDays(1), new BigDecimal("3")));
    }

    @Test
    void shouldNotPublishASmallerAmountAfterItsOwnRestart() throws MalformedSignalException {
        report(FIRST_RUN, DAY, "0.5");
        published.clear();
        evaluator = evaluator();

        report(FIRST_RUN, DAY, "0.4");
        report(FIRST_RUN, DAY, "0.5");
        assertThat(published).isEmpty();

        report(FIRST_RUN, DAY, "0.6");
        assertThat(published.values()).containsExactly(new SpendRecord.OwnCost(FIRST_RUN, DAY, new BigDecimal("0.6")));
    }

    @Test
    void shouldRejectWhatIsNoAmount() {
        assertThatThrownBy(() -> report(FIRST_RUN, DAY, "1e3")).isInstanceOf(MalformedSignalException.class);
        assertThatThrownBy(() -> report(FIRST_RUN, DAY, "")).isInstanceOf(MalformedSignalException.class);
        assertThatThrownBy(() -> report("", DAY, "1")).isInstanceOf(MalformedSignalException.class);
    }

    private void report(String run, LocalDate day, String amount) throws MalformedSignalException {
        evaluator.accept(Signal.newBuilder()
                .setResource("arn:aws:gleaner:::collector/collector-1")
                .setObservedAt(Instant.parse("2026-10-10T18:00:00Z").toEpochMilli())
                .setApiCost(ApiCost.newBuilder()
                        .setCollector(run)
                        .setDay(day.toEpochDay() * 86_400_000)
                        .setAmount(amount))
                .build());
    }

    private BillEvaluator evaluator() {
        return new BillEvaluator(store, SpendSettings.defaults(), new SpendSink() {
            @Override
            public void publishPart(SpendRecord part) {
                throw new AssertionError(part);
            }

            @Override
            public void removePart(String topicKey) {
                throw new AssertionError(topicKey);
            }

            @Override
            public void publish(SpendRecord spendRecord) {
                published.put(spendRecord.topicKey(), (SpendRecord.OwnCost) spendRecord);
            }

            @Override
            public void remove(String topicKey) {
                throw new AssertionError(topicKey);
            }
        });
    }
}
