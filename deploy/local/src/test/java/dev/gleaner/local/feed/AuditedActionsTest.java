package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.AuditEntry.Kind;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateEvent;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateVpc;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditedActionsTest {

    private static final String BOX = "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc";
    private static final String BUCKET = "arn:aws:s3:::data";
    private static final String VPC = "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1";
    private static final Map<String, String> NAMES = Map.of(BOX, "box", BUCKET, "data", VPC, "net");
    private static final Instant AT = Instant.parse("2026-03-18T10:00:00Z");

    private static final String FOUND =
            "{\"Rules\":[{\"ID\":\"theirs\",\"Filter\":{\"Prefix\":\"logs/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":9}}]}";
    private static final String RULE =
            "{\"ID\":\"gleaner-x\",\"Filter\":{\"Prefix\":\"x/\"},\"Status\":\"Enabled\",\"Expiration\":{\"Days\":30}}";

    private static final Estate ESTATE = EstateFileReader.parse("test", """
            {"name":"test",
             "resources":[{"name":"box","region":"us-east-1","type":"m5.large"}],
             "buckets":[{"name":"data","region":"us-east-1","lifecycle":%s}],
             "vpcs":[{"name":"net","region":"us-east-1","endpoints":[{"name":"old","service":"dynamodb"}]}]}""".formatted(FOUND));

    @Test
    void shouldReadAStopThatWasObserved() {
        assertThat(events(entry(Kind.OBSERVED, BOX, "{'action':'stop-instance'}")))
                .containsExactly(
                        EstateEvent.of(EstateEvent.ApiCall.STOP_INSTANCES, "box", new EstateTime(AT.toString())));
    }

    @Test
    void shouldReadTheStateThatTheActuatorSaw() {
        assertThat(events(
                        entry(Kind.OBSERVED, BOX, "{'action':'act_1','state':'stopped'}"),
                        entry(Kind.OBSERVED, BOX, "{'action':'act_2','state':'running'}")))
                .containsExactly(
                        EstateEvent.of(EstateEvent.ApiCall.STOP_INSTANCES, "box", new EstateTime(AT.toString())),
                        EstateEvent.of(EstateEvent.ApiCall.START_INSTANCES, "box", new EstateTime(AT.toString())));
    }

    @Test
    void shouldKeepTheTypeOfAResizedInstanceUntilItIsRestored() {
        AuditEntry intent = entry(
                Kind.INTENT,
                BOX,
                "{'action':'act_1','before':{'instance':{'type':'m5.large'}},'parameters':{'instanceType':'m5.medium'}}");
        AuditEntry stopped = entry(Kind.OBSERVED, BOX, "{'action':'act_1','step':'stop','state':'stopped'}");
        AuditEntry resized = entry(Kind.OBSERVED, BOX, "{'action':'act_1','step':'set-size','state':'m5.medium'}");
        AuditEntry undoIntent =
                entry(Kind.INTENT, BOX, "{'action':'act_2','before':{'instance':{'type':'m5.medium'}}}");
        AuditEntry restored = entry(Kind.OBSERVED, BOX, "{'action':'act_2','step':'set-size','state':'m5.large'}");
        AuditEntry undone = entry(Kind.UNDONE, BOX, "{'action':'act_2','undoes':'act_1'}");

        assertThat(type(intent, stopped)).isEqualTo("m5.large");
        assertThat(type(intent, stopped, resized)).isEqualTo("m5.medium");
        assertThat(type(intent, stopped, resized, undoIntent, restored, undone)).isEqualTo("m5.large");
    }

    private static String type(AuditEntry... entries) {
        return after(entries).instances().get(0).type();
    }

    @Test
    void shouldReadWhatWasCancelled() {
        AuditedActions actions = new AuditedActions(
                List.of(
                        entry(Kind.CALLED, BUCKET, "{'action':'act_1'}"),
                        entry(Kind.OBSERVED, BOX, "{'action':'act_2','state':'cancelled'}"),
                        entry(Kind.OBSERVED, VPC, "{'action':'act_3','state':'active'}"),
                        entry(Kind.OBSERVED, "arn:of:other", "{'action':'act_4','state':'cancelled'}")),
                NAMES);

        assertThat(actions.cancelled()).containsExactly("box");
    }

    @Test
    void shouldNotTakeACallForItsEffect() {
        assertThat(events(entry(Kind.CALLED, BOX, "{'action':'stop-instance'}")))
                .isEmpty();
        assertThat(after(intent("act_1", BUCKET, found(FOUND), true)).buckets()).isEqualTo(ESTATE.buckets());
        assertThat(after(entry(Kind.OBSERVED, BUCKET, "{'action':'act_1','state':'sha256:1'}"))
                        .buckets())
                .isEqualTo(ESTATE.buckets());
    }

    @Test
    void shouldPassOverWhatItDoesNotKnow() {
        assertThat(events(
                        entry(Kind.OBSERVED, BOX, "{'action':'dance'}"),
                        entry(Kind.OBSERVED, "arn:of:other", "{'action':'stop-instance'}"),
                        entry(Kind.OBSERVED, BOX, "{}")))
                .isEmpty();
    }

    @Test
    void shouldPutARuleBesideWhatWasThere() {
        Estate after = after(intent("act_1", BUCKET, found(FOUND), true), observed("act_1", BUCKET));

        assertThat(document(after)).isEqualTo(tree("{\"Rules\":[" + theirs() + "," + RULE + "]}"));
    }

    @Test
    void shouldPutEachRuleOfAnActionWithSeveral() {
        String second = RULE.replace("gleaner-x", "gleaner-y");
        AuditEntry intent = entry(
                Kind.INTENT,
                BUCKET,
                "{\"action\":\"act_1\",\"token\":1,\"before\":" + found(FOUND) + ",\"parameters\":{\"rule\":"
                        + Json.text("[" + RULE + "," + second + "]") + "}}");

        assertThat(document(after(intent, observed("act_1", BUCKET))))
                .isEqualTo(tree("{\"Rules\":[" + theirs() + "," + RULE + "," + second + "]}"));
    }

    @Test
    void shouldReplaceTheRuleWithItsId() {
        String older = RULE.replace("30", "60");

        Estate after = after(
                intent("act_1", BUCKET, found("{\"Rules\":[" + older + "," + theirs() + "]}"), true),
                observed("act_1", BUCKET));

        assertThat(document(after)).isEqualTo(tree("{\"Rules\":[" + RULE + "," + theirs() + "]}"));
    }

    @Test
    void shouldGiveTheDocumentBackThatWasRestored() {
        Estate after = after(
                intent("act_1", BUCKET, found(FOUND), true),
                observed("act_1", BUCKET),
                intent("act_2", BUCKET, found("{\"Rules\":[" + theirs() + "," + RULE + "]}"), true),
                observed("act_2", BUCKET),
                entry(Kind.UNDONE, BUCKET, "{'action':'act_2','undoes':'act_1'}"));

        assertThat(document(after)).isEqualTo(tree(FOUND));
    }

    @Test
    void shouldLeaveABucketWithoutDocumentThatHadNone() {
        Estate after = after(
                intent("act_1", BUCKET, found("{\"Rules\":[]}"), true),
                observed("act_1", BUCKET),
                intent("act_2", BUCKET, found("{\"Rules\":[" + RULE + "]}"), true),
                observed("act_2", BUCKET),
                entry(Kind.UNDONE, BUCKET, "{'action':'act_2','undoes':'act_1'}"));

        assertThat(after.buckets().get(0).lifecycle()).isNull();
    }

    @Test
    void shouldMakeAnEndpointThatCanBeKnownByItsAction() {
        Estate after = after(intent("act_1", VPC, "{\"kind\":\"vpc\"}", false), observed("act_1", VPC));

        assertThat(after.vpcs().get(0).endpoints()).hasSize(2);
        EstateVpc.Endpoint made = after.vpcs().get(0).endpoints().get(1);
        assertThat(made.service()).isEqualTo("s3");
        assertThat(made.tags()).isEqualTo(Map.of("gleaner:action", "act_1"));
    }

    @Test
    void shouldNotMakeAnEndpointAgainThatWasDeleted() {
        Estate after = after(
                intent("act_1", VPC, "{\"kind\":\"vpc\"}", false),
                observed("act_1", VPC),
                intent("act_2", VPC, "{\"kind\":\"vpc\"}", false),
                observed("act_2", VPC),
                entry(Kind.UNDONE, VPC, "{'action':'act_2','undoes':'act_1'}"));

        assertThat(after.vpcs()).isEqualTo(ESTATE.vpcs());
    }

    private static List<EstateEvent> events(AuditEntry... audit) {
        return after(audit).events();
    }

    private static Estate after(AuditEntry... audit) {
        return new AuditedActions(List.of(audit), NAMES).appliedTo(ESTATE);
    }

    private static JsonNode document(Estate estate) {
        return estate.buckets().get(0).lifecycle();
    }

    private static String theirs() {
        return tree(FOUND).at("/Rules/0").toString();
    }

    private static String found(String document) {
        return "{\"kind\":\"bucket\",\"bucket\":{\"region\":\"us-east-1\",\"tags\":{},\"lifecycle\":" + document + "}}";
    }

    /** As the actuator writes it: an undo carries the parameters of what it takes back. */
    private static AuditEntry intent(String action, String resource, String before, boolean withRule) {
        String parameters = withRule ? ",\"parameters\":{\"rule\":" + Json.text(RULE) + "}" : "";
        return entry(
                Kind.INTENT,
                resource,
                "{\"action\":\"" + action + "\",\"token\":1,\"before\":" + before + parameters + "}");
    }

    private static AuditEntry observed(String action, String resource) {
        return entry(Kind.OBSERVED, resource, "{'action':'" + action + "','token':1,'state':'as seen'}");
    }

    private static AuditEntry entry(Kind kind, String resource, String detail) {
        return AuditEntry.after(
                0, AuditEntry.GENESIS, AT, "gleaner", kind, null, resource, tree(detail.replace('\'', '"')));
    }

    private static JsonNode tree(String json) {
        return Json.read(json, JsonNode.class);
    }
}
