package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The resources that each parameter creates. */
class StackTest {

    private final Template template = Template.read();

    @Test
    void shouldMakeTheTrailAndTheQueuesAloneUnlessAsked() {
        assertThat(new Stack(template, Map.of()).made().keySet())
                .containsExactlyInAnyOrder(
                        "TrailQueue",
                        "TrailDeadLetters",
                        "TrailQueuePolicy",
                        "TrailBucket",
                        "TrailBucketPolicy",
                        "AccountTrail",
                        "EventsQueue",
                        "EventsDeadLetters",
                        "EventsQueuePolicy",
                        "EventsRule");
    }

    @Test
    void shouldMakeNothingWhereEverythingIsLeftOut() {
        assertThat(new Stack(template, Given.nothing()).made()).isEmpty();
    }

    @Test
    void shouldMakeEverythingWhereEverythingIsAskedFor() {
        assertThat(new Stack(template, Given.everything()).made().keySet())
                .isEqualTo(template.resources().keySet());
    }

    @Test
    void shouldMakeTheActorOnlyWhenAskedTo() {
        Stack without = new Stack(template, Given.but(Given.everything(), "ActorPrincipal", ""));

        assertThat(without.made()).containsKey("Reader").doesNotContainKey("Acting");
        assertThat(without.outputs()).doesNotContainKey("ActorRole");
    }

    /** Somebody who takes over the collector, which the internet may reach, must not be able to assume the role to act. */
    @Test
    void shouldLetOnePrincipalReadAndAnotherAct() {
        Stack stack = new Stack(template, Given.everything());
        JsonNode reader = stack.properties("Reader").path("AssumeRolePolicyDocument");
        JsonNode actor = stack.properties("Acting").path("AssumeRolePolicyDocument");

        assertThat(reader.findValuesAsText("AWS")).containsExactly(Given.READER);
        assertThat(actor.findValuesAsText("AWS")).containsExactly(Given.ACTOR);
        assertThat(reader.findValuesAsText("sts:ExternalId")).containsExactly(Given.READER_ID);
        assertThat(actor.findValuesAsText("sts:ExternalId")).containsExactly(Given.ACTOR_ID);
        assertThat(refusals(Given.but(Given.everything(), "ActorPrincipal", Given.READER)))
                .hasSize(1);
        assertThat(refusals(Given.but(Given.everything(), "ActorExternalId", Given.READER_ID)))
                .hasSize(1);
    }

    @Test
    void shouldLetServicesInForThisAccountAlone() {
        List<JsonNode> trusts = made("AWS::IAM::Role").stream()
                .map(role ->
                        role.path("AssumeRolePolicyDocument").path("Statement").path(0))
                .filter(statement -> statement.path("Principal").has("Service"))
                .toList();

        assertThat(trusts)
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement.path("Condition").findValuesAsText("aws:SourceAccount"))
                        .containsExactly(Stack.ACCOUNT));
    }

    @Test
    void shouldRefuseWhatWouldBeHalfOfAThing() {
        Map<String, String> whole = Given.everything();

        assertThat(refusals(whole)).isEmpty();
        assertThat(refusals(Map.of())).isEmpty();
        assertThat(refusals(Given.but(whole, "MetricsAccessKey", ""))).hasSize(1);
        assertThat(refusals(Given.but(whole, "ReaderExternalId", ""))).hasSize(1);
        assertThat(refusals(Given.but(whole, "ActorExternalId", ""))).hasSize(1);
        assertThat(refusals(Given.but(whole, "Trail", "false"))).hasSize(1);
    }

    @Test
    void shouldCloseAndEncryptEveryBucketAndLetItsFilesEnd() {
        assertThat(made("AWS::S3::Bucket")).hasSize(3).allSatisfy(bucket -> {
            assertThat(bucket.path("PublicAccessBlockConfiguration")).hasSize(4).allMatch(JsonNode::asBoolean);
            assertThat(bucket.path("BucketEncryption").findValuesAsText("SSEAlgorithm"))
                    .containsExactly("AES256");
            assertThat(bucket.path("LifecycleConfiguration").findValues("ExpirationInDays"))
                    .hasSize(1);
        });
        assertThat(made("AWS::S3::BucketPolicy"))
                .hasSize(3)
                .allMatch(policy -> policy.findValuesAsText("Sid").contains("NobodyWithoutTls"));
    }

    @Test
    void shouldKeepTheBucketsOfAStackThatGoes() {
        assertThat(template.resources().values())
                .filteredOn(resource -> resource.path("Type").asText().equals("AWS::S3::Bucket"))
                .allMatch(bucket -> bucket.path("DeletionPolicy").asText().equals("Retain")
                        && bucket.path("UpdateReplacePolicy").asText().equals("Retain"));
    }

    @Test
    void shouldLetNobodyIntoAQueueOrBucketWithoutSayingFromWhere() {
        List<JsonNode> policies = List.of(
                properties("TrailQueuePolicy"),
                properties("EventsQueuePolicy"),
                properties("TrailBucketPolicy"),
                properties("FlowLogsBucketPolicy"));

        assertThat(policies)
                .flatMap(policy -> items(policy.path("PolicyDocument").path("Statement")))
                .filteredOn(statement -> statement.path("Effect").asText().equals("Allow"))
                .hasSize(6)
                .allSatisfy(statement -> assertThat(statement.path("Condition").findValuesAsText("aws:SourceArn"))
                        .hasSize(1)
                        .noneMatch("*"::equals));
    }

    @Test
    void shouldAnnounceTheTrailsFilesToAQueueThatTakesThemAlready() {
        JsonNode bucket = properties("TrailBucket");
        JsonNode statement = properties("TrailQueuePolicy")
                .path("PolicyDocument")
                .path("Statement")
                .path(0);

        assertThat(template.resources().get("TrailBucket").path("DependsOn").asText())
                .isEqualTo("TrailQueuePolicy");
        assertThat(statement.findValuesAsText("aws:SourceArn"))
                .containsExactly("arn:aws:s3:*:*:" + bucket.path("BucketName").asText());
        assertThat(bucket.findValuesAsText("Queue"))
                .containsExactly(statement.path("Resource").asText());
    }

    @Test
    void shouldLetTheTrailAloneWriteToItsBucket() {
        JsonNode trail = properties("AccountTrail");
        String arn = "arn:aws:cloudtrail:" + Stack.REGION + ":" + Stack.ACCOUNT + ":trail/"
                + trail.path("TrailName").asText();

        assertThat(template.resources().get("AccountTrail").path("DependsOn").asText())
                .isEqualTo("TrailBucketPolicy");
        assertThat(trail.path("S3BucketName"))
                .isEqualTo(properties("TrailBucket").path("BucketName"));
        assertThat(properties("TrailBucketPolicy").findValuesAsText("aws:SourceArn"))
                .containsExactly(arn, arn);
    }

    @Test
    void shouldGiveEveryQueueOneForWhatIsNeverDealtWith() {
        assertThat(properties("TrailQueue").findValuesAsText("deadLetterTargetArn"))
                .containsExactly(queue("TrailDeadLetters"));
        assertThat(properties("EventsQueue").findValuesAsText("deadLetterTargetArn"))
                .containsExactly(queue("EventsDeadLetters"));
        assertThat(properties("EventsRule")
                        .path("Targets")
                        .path(0)
                        .path("DeadLetterConfig")
                        .path("Arn")
                        .asText())
                .isEqualTo(queue("EventsDeadLetters"));
    }

    private List<String> refusals(Map<String, String> given) {
        return new Stack(template, given).refusals();
    }

    private JsonNode properties(String id) {
        return new Stack(template, Given.everything()).properties(id);
    }

    private String queue(String id) {
        return "arn:aws:sqs:" + Stack.REGION + ":" + Stack.ACCOUNT + ":"
                + properties(id).path("QueueName").asText();
    }

    private List<JsonNode> made(String type) {
        return new Stack(template, Given.everything())
                .made().entrySet().stream()
                        .filter(entry -> template.resources()
                                .get(entry.getKey())
                                .path("Type")
                                .asText()
                                .equals(type))
                        .map(Map.Entry::getValue)
                        .toList();
    }

    private static List<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).toList();
    }
}
