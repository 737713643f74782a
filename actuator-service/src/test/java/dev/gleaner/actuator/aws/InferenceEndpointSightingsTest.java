package dev.gleaner.actuator.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.InferenceEndpoint.EndpointScaling;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the answers of SageMaker, Application Auto Scaling and CloudWatch about an inference endpoint are worth. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InferenceEndpointSightingsTest {

    private static final Arn ENDPOINT = Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:endpoint/ranker");
    private static final Instant NOW = Instant.parse("2026-11-24T12:34:56Z");
    private static final InferenceEndpoint SHOWN = new InferenceEndpoint(
            "Ranker",
            "InService",
            "ranker-7",
            1_760_000_000_000L,
            List.of(new InferenceEndpoint.Variant("main", "ranker-model", 2, 1)),
            false,
            false,
            List.of(),
            List.of(),
            Map.of("team", "vision"));

    private static final String SCALED =
            "{\"ScalableTargets\":[{\"ServiceNamespace\":\"sagemaker\",\"ResourceId\":\"endpoint/Ranker/variant/main\","
                    + "\"ScalableDimension\":\"sagemaker:variant:DesiredInstanceCount\",\"MinCapacity\":1,\"MaxCapacity\":4}]}";

    @AutoClose
    private final AnsweringAws aws = new AnsweringAws();

    @BeforeEach
    void showAnEndpoint() {
        aws.answer("DescribeEndpoint&", 200, endpoint(ENDPOINT.toString(), ""));
        aws.answer(
                "DescribeEndpointConfig&",
                200,
                "{\"EndpointConfigName\":\"ranker-7\",\"ProductionVariants\":[{\"VariantName\":\"main\","
                        + "\"ModelName\":\"ranker-model\",\"InitialInstanceCount\":1}]}");
        aws.answer("DescribeModel&", 200, "{\"ModelName\":\"ranker-model\"}");
        aws.answer("ListTags&", 200, "{\"Tags\":[{\"Key\":\"team\",\"Value\":\"vision\"}]}");
        aws.answer("DescribeScalableTargets&", 200, "{\"ScalableTargets\":[]}");
        aws.answer("DescribeScalingPolicies&", 200, "{\"ScalingPolicies\":[]}");
    }

    @Test
    void shouldShowWhatIsNeededToCreateItAgain() {
        InferenceEndpoint.Observation shown = see().orElseThrow();

        assertThat(shown.endpoint()).isEqualTo(SHOWN);
        assertThat(shown.endpoint().planningObstacle()).isEmpty();
        assertThat(aws.requests("DescribeScalableTargets"))
                .last()
                .asString()
                .contains("sagemaker")
                .contains("endpoint/Ranker/variant/main");
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
        assertThat(Json.read(Json.text(SHOWN), ResourceSnapshot.class)).isEqualTo(SHOWN);
        assertThat(TargetRegistry.findKind(ENDPOINT)).contains(ResourceKind.INFERENCE_ENDPOINT);
        assertThat(TargetRegistry.findKind(Arn.parse(ENDPOINT + "/variant/main")))
                .isEmpty();
        assertThat(TargetRegistry.findKind(Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:model/m")))
                .isEmpty();
    }

    @Test
    void shouldTellWhatItWasCreatedFromAndIsGone() {
        aws.answer("DescribeModel&", 400, notFound("model"));
        assertThat(see().orElseThrow().endpoint().gone()).containsExactly("its model ranker-model");

        aws.answer("DescribeEndpointConfig&", 400, notFound("endpoint configuration"));
        assertThat(see().orElseThrow().endpoint().gone()).containsExactly("its configuration ranker-7");
        assertThat(see().orElseThrow().endpoint().planningObstacle()).isPresent();
    }

    @Test
    void shouldTellHowVariantsAreScaled() {
        aws.answer("DescribeScalableTargets&", 200, SCALED);
        aws.answer(
                "DescribeScalingPolicies&",
                200,
                "{\"ScalingPolicies\":[{\"PolicyName\":\"track\",\"TargetTrackingScalingPolicyConfiguration\":"
                        + "{\"TargetValue\":70.0}},{\"PolicyName\":\"steps\"}]}");

        InferenceEndpoint.Observation shown = see().orElseThrow();

        assertThat(shown.endpoint().scaled()).containsExactly("main");
        assertThat(shown.scaling("main"))
                .contains(new EndpointScaling(
                        "main",
                        1,
                        4,
                        List.of(new EndpointScaling.Policy("steps", null), new EndpointScaling.Policy("track", 70.0))));
        assertThat(shown.scaling("other")).isEmpty();
        assertThat(Json.read(Json.text(shown), ResourceObservation.class)).isEqualTo(shown);
    }

    /** Scaling whose policies are not known must not be taken for scaling without any. */
    @Test
    void shouldFailWhereThePoliciesAreNotAnswered() {
        aws.answer("DescribeScalableTargets&", 200, SCALED);
        aws.answer("DescribeScalingPolicies&", 400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}");

        assertThatThrownBy(this::see).hasMessageContaining("no");
    }

    /** An observation that was stored before scaling was read. */
    @Test
    void shouldReadAnObservationWithoutScaling() {
        String stored = Json.text(new InferenceEndpoint.Observation(SHOWN)).replace(",\"scaling\":[]", "");

        assertThat(stored).doesNotContain("scaling\"");
        assertThat(Json.read(stored, ResourceObservation.class)).isEqualTo(new InferenceEndpoint.Observation(SHOWN));
    }

    @Test
    void shouldCompareTheBusiestHourWithALimit() {
        aws.answer("GetMetricData", 200, metrics("Complete", 20, 100, 24));
        assertThat(read().objectionAbove(100)).isEmpty();
        assertThat(read().objectionAbove(99))
                .hasValueSatisfying(why -> assertThat(why).contains("100 times in an hour"));

        aws.answer("GetMetricData", 200, metrics("Complete", 19, 1, 19));
        assertThat(read().objectionAbove(100))
                .hasValueSatisfying(why -> assertThat(why).contains("only 19"));
        aws.answer("GetMetricData", 200, metrics("PartialData", 24, 1, 24));
        assertThat(read().objectionAbove(100)).isPresent();
    }

    @Test
    void shouldTellThatADeploymentIsPendingOrRequestsAreQueued() {
        aws.answer(
                "DescribeEndpoint&",
                200,
                endpoint(
                        ENDPOINT.toString(),
                        ",\"PendingDeploymentSummary\":{\"EndpointConfigName\":\"ranker-8\"},\"AsyncInferenceConfig\":{}"));

        assertThat(see().orElseThrow().endpoint().deploying()).isTrue();
        assertThat(see().orElseThrow().endpoint().asynchronous()).isTrue();
    }

    /** Only SageMaker's own answer says that there is none. */
    @Test
    void shouldTellOfNoneOnlyWhereSageMakerSaysSo() {
        aws.answer("DescribeEndpoint&", 400, notFound("endpoint"));
        assertThat(see().orElseThrow().endpoint()).isNull();

        aws.answer("DescribeEndpoint&", 200, endpoint("arn:aws:sagemaker:us-east-1:210987654321:endpoint/ranker", ""));
        assertThat(see()).as("of another account").isEmpty();

        aws.answer("DescribeEndpoint&", 200, endpoint(ENDPOINT.toString(), ""));
        aws.answer("ListTags&", 400, notFound("resource"));
        assertThat(see()).as("deleted meanwhile").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DescribeEndpoint&",
                "DescribeEndpointConfig&",
                "DescribeModel&",
                "ListTags&",
                "DescribeScalableTargets&"
            })
    void shouldFailWhereItIsNotAnswered(String action) {
        aws.answer(action, 400, "{\"__type\":\"AccessDeniedException\",\"Message\":\"no\"}");

        assertThatThrownBy(this::see).hasMessageContaining("no");
    }

    @Test
    void shouldCountTheInvocationsOfADay() {
        aws.answer("GetMetricData", 200, metrics("Complete", 24, 0, 24));
        assertThat(read().objection()).isEmpty();

        aws.answer("GetMetricData", 200, metrics("Complete", 24, 3, 24));
        assertThat(read().objection()).hasValueSatisfying(why -> assertThat(why).contains("invoked"));
    }

    /** The load of the processors shows that the hours were read; without it, or in a partial answer, nothing is known. */
    @Test
    void shouldNotTakeAbsentInvocationsForNone() {
        aws.answer("GetMetricData", 200, metrics("Complete", 0, 0, 24));
        assertThat(read().objection()).isEmpty();
        aws.answer("GetMetricData", 200, metrics("Complete", 0, 0, 23));
        assertThat(read().objection()).hasValueSatisfying(why -> assertThat(why).contains("only 23"));
        aws.answer("GetMetricData", 200, metrics("Complete", 0, 0, 0));
        assertThat(read().objection()).isPresent();
        aws.answer("GetMetricData", 200, metrics("PartialData", 0, 0, 24));
        assertThat(read().objection()).hasValueSatisfying(why -> assertThat(why).contains("only 0"));
        aws.answer(
                "GetMetricData",
                200,
                metrics("Complete", 0, 0, 24)
                        .replaceFirst("(?s)<member><Id>invocations0.*?</StatusCode></member>", ""));
        assertThat(read().objection()).as("one metric is missing in the answer").isPresent();
    }

    private Optional<InferenceEndpoint.Observation> see() {
        return aws.on(() -> new InferenceEndpoint.Describer(aws.clients()).describe(ENDPOINT))
                .map(InferenceEndpoint.Observation.class::cast);
    }

    private InferenceEndpoint.InvocationReader.Invocations read() {
        return aws.on(() -> new InferenceEndpoint.InvocationReader(aws.clients()).read(NOW, ENDPOINT, SHOWN));
    }

    private static String endpoint(String arn, String more) {
        return "{\"EndpointName\":\"Ranker\",\"EndpointArn\":\"" + arn
                + "\",\"EndpointConfigName\":\"ranker-7\",\"EndpointStatus\":\"InService\",\"CreationTime\":1760000000,"
                + "\"ProductionVariants\":[{\"VariantName\":\"main\",\"CurrentInstanceCount\":2}]" + more + "}";
    }

    private static String notFound(String what) {
        return "{\"__type\":\"ValidationException\",\"Message\":\"Could not find " + what + " \\\"x\\\".\"}";
    }

    private static String metrics(String status, int hoursOfInvocations, double sum, int hoursOfLoad) {
        return "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>"
                + series("invocations0", status, hoursOfInvocations, sum)
                + series("load0", status, hoursOfLoad, 0.4)
                + "</MetricDataResults></GetMetricDataResult></GetMetricDataResponse>";
    }

    private static String series(String id, String status, int hours, double value) {
        Instant begin = NOW.truncatedTo(ChronoUnit.HOURS).minus(24, ChronoUnit.HOURS);
        return "<member><Id>" + id + "</Id><Timestamps>"
                + IntStream.range(0, hours)
                        .mapToObj(hour -> "<member>" + begin.plus(hour, ChronoUnit.HOURS) + "</member>")
                        .collect(Collectors.joining())
                + "</Timestamps><Values>" + ("<member>" + value + "</member>").repeat(hours) + "</Values><StatusCode>"
                + status + "</StatusCode></member>";
    }
}
