package dev.gleaner.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gleaner.test.aws.AwsStandIn;
import dev.gleaner.test.aws.NeedsAwsStandIn;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.FlowLog;
import software.amazon.awssdk.services.ec2.model.TrafficType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Creates the stack in the stand-in. The stand-in supports no Firehose, trail, metric stream, and no policies of buckets and queues in
 * templates, and omits them; this test checks what it creates.
 */
@NeedsAwsStandIn
class StackIT {

    private static final Region REGION = Region.of(Stack.REGION);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String STACK = "gleaner";

    private final Stack expected = new Stack(Template.read(), Given.everything());
    private final CloudFormationClient cloudFormation = client(CloudFormationClient.builder());
    private final S3Client s3 = client(S3Client.builder().forcePathStyle(true));
    private final SqsClient sqs = client(SqsClient.builder());

    @BeforeEach
    void make() throws Exception {
        AwsStandIn.reset();
        // A reference to a Firehose is an error in a stand-in without Firehose.
        Map<String, String> given = Given.but(Given.but(Given.everything(), "MetricsUrl", ""), "FlowLogsVpc", vpc());
        List<Parameter> parameters = given.entrySet().stream()
                .map(entry -> Parameter.builder()
                        .parameterKey(entry.getKey())
                        .parameterValue(entry.getValue())
                        .build())
                .toList();
        String body = Files.readString(Template.FILE);
        cloudFormation.createStack(stack -> stack.stackName(STACK)
                .templateBody(body)
                .parameters(parameters)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
    }

    @AfterEach
    void forget() {
        AwsStandIn.reset();
    }

    @Test
    void shouldBeMadeAndTellTheConfiguration() {
        Map<String, String> told = outputs();

        assertThat(cloudFormation.describeStacks().stacks().get(0).stackStatus())
                .isEqualTo(StackStatus.CREATE_COMPLETE);
        Stack withoutMetrics = new Stack(Template.read(), Given.but(Given.everything(), "MetricsUrl", ""));
        assertThat(told.keySet()).isEqualTo(withoutMetrics.outputs().keySet());
        assertThat(told.get("ActorRole")).isEqualTo(expected.outputs().get("ActorRole"));
        assertThat(told.get("TrailQueue"))
                .startsWith("collector.cloudtrail.queue=http")
                .endsWith("/gleaner-trail");
    }

    @Test
    void shouldMakeTheQueuesWithTheirDeadLetters() throws Exception {
        for (String name : List.of("TrailQueue", "EventsQueue")) {
            JsonNode queue = expected.properties(name);
            Map<QueueAttributeName, String> made =
                    attributes(queue.path("QueueName").asText());

            assertThat(MAPPER.readTree(made.get(QueueAttributeName.REDRIVE_POLICY)))
                    .isEqualTo(queue.path("RedrivePolicy"));
            assertThat(made)
                    .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "120")
                    .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "1209600");
        }
    }

    @Test
    void shouldSendTheRecordsToTheQueue() throws Exception {
        EventBridgeClient events = client(EventBridgeClient.builder());
        JsonNode rule = expected.properties("EventsRule");
        String name = rule.path("Name").asText();

        assertThat(MAPPER.readTree(
                        events.describeRule(request -> request.name(name)).eventPattern()))
                .isEqualTo(rule.path("EventPattern"));
        assertThat(events.listTargetsByRule(request -> request.rule(name)).targets())
                .extracting(Target::arn)
                .containsExactly(attributes("gleaner-events").get(QueueAttributeName.QUEUE_ARN));
    }

    @Test
    void shouldMakeTheRolesThatGleanerMayTake() {
        IamClient iam = client(IamClient.builder());

        Map<String, String> ids = Map.of("Reader", Given.READER_ID, "Acting", Given.ACTOR_ID);
        ids.forEach((resource, id) -> {
            String name = expected.properties(resource).path("RoleName").asText();
            assertThat(iam.getRole(role -> role.roleName(name)).role().assumeRolePolicyDocument())
                    .contains("GleanerAlone", id);
            assertThat(iam.listRolePolicies(role -> role.roleName(name)).policyNames())
                    .containsExactlyInAnyOrderElementsOf(
                            expected.properties(resource).path("Policies").findValuesAsText("PolicyName"));
        });
    }

    @Test
    void shouldLogTheFlowsOfTheVpcToTheBucketThatIsRead() {
        List<FlowLog> logs = client(Ec2Client.builder()).describeFlowLogs().flowLogs();

        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).trafficType()).isEqualTo(TrafficType.ACCEPT);
        assertThat(outputs().get("FlowLogs"))
                .isEqualTo("collector.flow-logs.s3=s3://"
                        + logs.get(0).logDestination().replace("arn:aws:s3:::", "") + "/AWSLogs/");
    }

    /** The stand-in omits the notifications of buckets in templates, so the test sets them by S3's API. */
    @Test
    void shouldAnnounceFilesOfTheTrailAndNoDigests() {
        JsonNode bucket = expected.properties("TrailBucket");
        String name = bucket.path("BucketName").asText();
        String folder = "AWSLogs/" + Stack.ACCOUNT + "/";
        s3.putBucketNotificationConfiguration(request -> request.bucket(name)
                .notificationConfiguration(configuration -> configuration.queueConfigurations(announcement(bucket))));

        put(name, folder + "CloudTrail-Digest/eu-west-3/2026/11/25/digest.json.gz");
        put(name, folder + "CloudTrail/eu-west-3/2026/11/25/log.json.gz");

        assertThat(announced()).containsExactly(folder + "CloudTrail/eu-west-3/2026/11/25/log.json.gz");
    }

    private QueueConfiguration announcement(JsonNode bucket) {
        JsonNode announcement = bucket.path("NotificationConfiguration")
                .path("QueueConfigurations")
                .path(0);
        List<FilterRule> rules = new ArrayList<>();
        announcement
                .path("Filter")
                .path("S3Key")
                .path("Rules")
                .forEach(rule -> rules.add(FilterRule.builder()
                        .name(rule.path("Name").asText())
                        .value(rule.path("Value").asText())
                        .build()));
        return QueueConfiguration.builder()
                .queueArn(announcement.path("Queue").asText())
                .events(Event.fromValue(announcement.path("Event").asText()))
                .filter(filter -> filter.key(key -> key.filterRules(rules)))
                .build();
    }

    private void put(String bucket, String key) {
        s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromString("{\"Records\":[]}"));
    }

    private List<String> announced() {
        List<String> keys = new ArrayList<>();
        sqs.receiveMessage(request -> request.queueUrl(url("gleaner-trail"))
                        .maxNumberOfMessages(10)
                        .waitTimeSeconds(1))
                .messages()
                .forEach(message -> keys.addAll(key(message.body())));
        return keys;
    }

    /** S3's initial test event has none. */
    private static List<String> key(String body) {
        try {
            return MAPPER.readTree(body).findValuesAsText("key").stream()
                    .map(key -> URLDecoder.decode(key, StandardCharsets.UTF_8))
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, String> outputs() {
        return cloudFormation.describeStacks(request -> request.stackName(STACK)).stacks().get(0).outputs().stream()
                .collect(Collectors.toMap(Output::outputKey, Output::outputValue));
    }

    private Map<QueueAttributeName, String> attributes(String queue) {
        return sqs.getQueueAttributes(request -> request.queueUrl(url(queue)).attributeNames(QueueAttributeName.ALL))
                .attributes();
    }

    private String url(String queue) {
        return sqs.getQueueUrl(request -> request.queueName(queue)).queueUrl();
    }

    private static String vpc() {
        return client(Ec2Client.builder()).describeVpcs().vpcs().get(0).vpcId();
    }

    /** Not a client of the services, whose calls are compared with the policies. */
    private static <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.endpointOverride(AwsStandIn.endpoint())
                .region(REGION)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
