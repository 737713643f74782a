package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingConfirmation;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.systemtests.environment.AnalyzerTopicPublisher;
import java.time.Instant;
import java.util.List;

/** Sends findings with their confirmations, as the analyzer does. */
final class CrashFindingPublisher implements AutoCloseable {

    private static final String RULE = "crash-matrix";
    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

    private final AnalyzerTopicPublisher topics;

    CrashFindingPublisher(String bootstrapServers) {
        topics = new AnalyzerTopicPublisher(bootstrapServers);
    }

    static Finding finding(ActionScenario actionScenario, Arn target) {
        String resource = actionScenario.resource().apply(target);
        return new Finding(
                FindingId.ofEpisode(RULE, resource, OPENED),
                1,
                RULE,
                1,
                Finding.Status.OPEN,
                false,
                resource,
                "123456789012",
                "us-east-1",
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(1),
                new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(new Evidence("cpu mean", 1.5, "percent", 5.0, 168, 1.0)),
                List.of(),
                Saving.unpriced("test"),
                new Finding.Effort(5),
                List.of(actionScenario.remedy()),
                null);
    }

    /** Sends it; again is a redelivery. */
    void send(Finding finding) {
        topics.confirm(finding.id(), new FindingConfirmation(Instant.now()));
        topics.send(finding);
    }

    @Override
    public void close() {
        topics.close();
    }
}
