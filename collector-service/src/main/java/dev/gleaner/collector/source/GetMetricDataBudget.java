package dev.gleaner.collector.source;

import dev.gleaner.collector.kafka.CheckpointReader;
import dev.gleaner.collector.kafka.KafkaPublisher;
import dev.gleaner.contracts.Json;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Cost of GetMetricData this month, and its limit. An amount is stored before it is spent: a crash in between counts
 * too much, never too little, and nothing is spent if it can't be stored.
 */
@ApplicationScoped
public class GetMetricDataBudget {

    private static final String KEY = "get-metric-data-spent";
    private static final String SPENT = "gleaner.collector.get.metric.data.spent.usd";
    private static final String ALLOWED = "gleaner.collector.get.metric.data.budget.usd";

    private final BigDecimal budget;
    private final CheckpointReader checkpointReader;
    private final KafkaPublisher publisher;
    private final Clock clock;
    private @Nullable Spent spent;
    private @Nullable YearMonth warnedMonth;

    /** Stores the amount spent as a checkpoint, and shows it in this registry. */
    public GetMetricDataBudget(
            GetMetricDataBudgetConfig config,
            CheckpointReader checkpointReader,
            KafkaPublisher publisher,
            MeterRegistry registry,
            Clock clock) {
        this.budget = config.budget();
        this.checkpointReader = checkpointReader;
        this.publisher = publisher;
        this.clock = clock;
        Gauge.builder(SPENT, this::dollars).register(registry);
        Gauge.builder(ALLOWED, budget::doubleValue).register(registry);
    }

    /** Takes this many USD; throws {@link SpentException} if fewer are left. */
    public synchronized void reserve(BigDecimal dollars) {
        Spent now = now();
        BigDecimal after = new BigDecimal(now.usd()).add(dollars);
        if (after.compareTo(budget) > 0) {
            warnOncePerMonth(now);
            throw new SpentException(dollars, budget);
        }
        save(new Spent(now.month(), after.toPlainString()));
    }

    /** Gives this many USD back. AWS bills answers, not calls that it refused. */
    public synchronized void refund(BigDecimal dollars) {
        Spent now = now();
        BigDecimal after = new BigDecimal(now.usd()).subtract(dollars).max(BigDecimal.ZERO);
        save(new Spent(now.month(), after.toPlainString()));
    }

    private void save(Spent next) {
        publisher.publishCheckpoint(KEY, Json.bytes(next));
        spent = next;
    }

    /** Amount of this month so far; not a number before the first reservation. */
    private synchronized double dollars() {
        Spent known = spent;
        if (known == null) {
            return Double.NaN;
        }
        return known.month().equals(month().toString()) ? new BigDecimal(known.usd()).doubleValue() : 0;
    }

    private Spent now() {
        Spent known = spent;
        if (known == null) {
            byte[] kept = checkpointReader.findByPrefix(KEY).get(KEY);
            known = kept == null ? Spent.nothing(month()) : Json.read(kept, Spent.class);
        }
        spent = known.month().equals(month().toString()) ? known : Spent.nothing(month());
        return spent;
    }

    private YearMonth month() {
        return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC));
    }

    /** Once a month, as the condition would otherwise be logged every minute. */
    private void warnOncePerMonth(Spent now) {
        if (!month().equals(warnedMonth)) {
            warnedMonth = month();
            Log.warnf(
                    "The budget of %s USD for GetMetricData in %s is spent (%s): metrics are requested again next month,"
                            + " or with a larger collector.get-metric-data.budget",
                    budget.toPlainString(), now.month(), now.usd());
        }
    }

    /** A call would cost more than is left of the month's budget. */
    public static final class SpentException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public SpentException(BigDecimal dollars, BigDecimal budget) {
            super("it would cost " + dollars.toPlainString() + " USD, and the month's budget of "
                    + budget.toPlainString() + " USD has not that much left");
        }
    }

    /** Stored form: a month and USD. */
    record Spent(String month, String usd) {

        static Spent nothing(YearMonth month) {
            return new Spent(month.toString(), "0");
        }
    }
}
