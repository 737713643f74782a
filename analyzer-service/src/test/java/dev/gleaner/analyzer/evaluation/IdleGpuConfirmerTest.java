package dev.gleaner.analyzer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.fixture.Defaults;
import dev.gleaner.analyzer.fixture.Seeing;
import dev.gleaner.analyzer.fixture.Signals;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.store.PartitionStores;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A host with idle cards is looked at until the very minute in which it is stopped. */
class IdleGpuConfirmerTest {

    private static final String HOST = Signals.instance("i-host");
    private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
    private static final int HOURS = 30;

    private final Seeing said = new Seeing();
    private final PartitionEvaluator partitionEvaluator = Defaults.evaluator(PartitionStores.inMemory(), said);
    private String finding;

    @BeforeEach
    void findIdleCards() throws Exception {
        send(Signals.listed(HOST, START, Signals.running().setType("g5.xlarge").putTags("environment", "dev")));
        for (int minute = 0; minute < HOURS * 60; minute += 15) {
            send(Signals.card(HOST, at(minute), 0));
        }
        for (int hour = 0; hour < HOURS; hour++) {
            send(Signals.metric(HOST, Signals.CPU, at(hour * 60), 1, 2));
            send(Signals.bytes(HOST, Signals.NETWORK_IN, at(hour * 60), 10));
            send(Signals.bytes(HOST, Signals.NETWORK_OUT, at(hour * 60), 10));
        }
        for (String source : List.of("gpu", "metric-stream", "inventory")) {
            send(Signals.progress(source, at(HOURS * 60)));
        }
        partitionEvaluator.evaluate(Integer.MAX_VALUE);
        finding = said.findings().stream()
                .filter(one -> one.rule().equals("idle-gpu"))
                .map(Finding::id)
                .findFirst()
                .orElseThrow();
        said.confirmed().clear();
    }

    @Test
    void shouldConfirmWithEachReading() throws Exception {
        send(Signals.card(HOST, at(HOURS * 60 + 1), 0));
        assertThat(said.confirmed()).containsEntry(finding, at(HOURS * 60 + 1));

        send(Signals.card(HOST, at(HOURS * 60 + 2), 0));
        assertThat(said.confirmed()).containsEntry(finding, at(HOURS * 60 + 2));
    }

    /** No card ever worked as far as is known: that is not said to be long ago. */
    @Test
    void shouldNotTellWhenACardWorkedLastIfNoneIsKnownToHaveWorked() throws Exception {
        send(Signals.card(HOST, at(HOURS * 60 + 1), 0));

        assertThat(said.confirmations().get(finding).lastWork()).isNull();
        assertThat(said.confirmations().get(finding).lastProcess()).isNull();
    }

    @Test
    void shouldTellToTheSecondWhenACardWorkedLast() throws Exception {
        send(Signals.card(HOST, at(8 * 60).plusSeconds(7), 90));
        send(Signals.card(HOST, at(8 * 60 + 1), 90));
        send(Signals.card(HOST, at(8 * 60 + 15).plusSeconds(7), 0));
        send(Signals.card(HOST, at(HOURS * 60 + 1), 0));

        assertThat(said.confirmations().get(finding).lastWork()).isEqualTo(at(8 * 60 + 1));
        assertThat(said.confirmations().get(finding).lastProcess()).isEqualTo(at(8 * 60 + 1));
    }

    @Test
    void shouldConfirmNothingOnceACardWorked() throws Exception {
        send(Signals.card(HOST, at(HOURS * 60 + 1), 90));
        send(Signals.card(HOST, at(HOURS * 60 + 2), 0));

        assertThat(said.confirmed()).isEmpty();
    }

    private static Instant at(int minute) {
        return START.plus(minute, ChronoUnit.MINUTES);
    }

    private void send(Signal signal) throws MalformedSignalException {
        partitionEvaluator.accept(signal);
    }
}
