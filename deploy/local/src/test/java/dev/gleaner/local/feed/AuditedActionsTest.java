package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.AuditEntry.Kind;
import dev.gleaner.contracts.json.Json;
import dev.gleaner.local.estate.Call;
import dev.gleaner.local.estate.Event;
import dev.gleaner.local.estate.When;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditedActionsTest {

    private static final String ARN = "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc";
    private static final Map<String, String> NAMES = Map.of(ARN, "box");
    private static final Instant AT = Instant.parse("2026-03-18T10:00:00Z");

    @Test
    void shouldReadAStopThatWasObserved() {
        assertThat(AuditedActions.event(entry(Kind.OBSERVED, ARN, "{\"action\":\"stop-instance\"}"), NAMES))
                .contains(Event.of(Call.STOP_INSTANCES, "box", new When(AT.toString())));
    }

    @Test
    void shouldReadAStartThatWasObserved() {
        assertThat(AuditedActions.event(entry(Kind.OBSERVED, ARN, "{\"action\":\"start-instance\"}"), NAMES))
                .contains(Event.of(Call.START_INSTANCES, "box", new When(AT.toString())));
    }

    @Test
    void shouldReadTheStateThatTheActuatorSaw() {
        assertThat(AuditedActions.event(
                        entry(Kind.OBSERVED, ARN, "{\"action\":\"act_1\",\"state\":\"stopped\"}"), NAMES))
                .contains(Event.of(Call.STOP_INSTANCES, "box", new When(AT.toString())));
        assertThat(AuditedActions.event(
                        entry(Kind.OBSERVED, ARN, "{\"action\":\"act_2\",\"state\":\"running\"}"), NAMES))
                .contains(Event.of(Call.START_INSTANCES, "box", new When(AT.toString())));
    }

    @Test
    void shouldNotTakeACallForItsEffect() {
        assertThat(AuditedActions.event(entry(Kind.CALLED, ARN, "{\"action\":\"stop-instance\"}"), NAMES))
                .isEmpty();
    }

    @Test
    void shouldPassOverWhatItDoesNotKnow() {
        assertThat(AuditedActions.event(entry(Kind.OBSERVED, ARN, "{\"action\":\"dance\"}"), NAMES))
                .isEmpty();
        assertThat(AuditedActions.event(entry(Kind.OBSERVED, "arn:of:other", "{\"action\":\"stop-instance\"}"), NAMES))
                .isEmpty();
        assertThat(AuditedActions.event(entry(Kind.OBSERVED, ARN, "{}"), NAMES)).isEmpty();
    }

    private static byte[] entry(Kind kind, String resource, String detail) {
        return Json.bytes(AuditEntry.after(
                0, AuditEntry.GENESIS, AT, "gleaner", kind, null, resource, Json.read(detail, JsonNode.class)));
    }
}
