package dev.gleaner.benchmarks.analyzer;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.gleaner.analyzer.backtest.Backtest;
import dev.gleaner.analyzer.evaluation.PartitionEvaluator;
import dev.gleaner.analyzer.evaluation.SignalCounters;
import dev.gleaner.analyzer.finding.FindingSink;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.signal.SignalCodec;
import dev.gleaner.contracts.signal.proto.Signal;

/** The evaluator of a partition with the default configuration, without Kafka. Its findings are counted. */
final class CoreEvaluator implements FindingSink {

    private static final int HOURS_PER_DAY = 24;

    /** Hours from one progress to the next while a history is loaded. */
    private static final int PROGRESS_HOURS = 6;

    private final PartitionEvaluator evaluator;
    private long findings;

    CoreEvaluator(Backtest backtest, PartitionStores stores) {
        this.evaluator =
                new PartitionEvaluator(stores, backtest.kinds(), backtest.timing(), this, new SignalCounters());
    }

    /**
     * Whether the progress of an hour is applied while a history is loaded: every six hours until the last two days, in which it is
     * every hour. The state at the end is the same as with hourly progress, for little more than half of the evaluations, and so are
     * the writes of the last day.
     */
    static boolean isProgressHour(int hour, int hours) {
        return hour % PROGRESS_HOURS == PROGRESS_HOURS - 1 || hour >= hours - 2 * HOURS_PER_DAY;
    }

    void accept(byte[] signal) {
        accept(decode(signal));
    }

    void accept(Signal signal) {
        try {
            evaluator.accept(signal);
        } catch (MalformedSignalException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Evaluates everything that is due. */
    void evaluate() {
        evaluator.evaluate(Integer.MAX_VALUE);
    }

    /** Number of findings, in all of their versions, so far. */
    long findings() {
        return findings;
    }

    static Signal decode(byte[] signal) {
        try {
            return SignalCodec.decode(signal);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void publish(Finding finding) {
        findings++;
    }

    @Override
    public void confirm(String findingId, FindingConfirmation confirmation) {
        // Confirmations are for the actuator.
    }
}
