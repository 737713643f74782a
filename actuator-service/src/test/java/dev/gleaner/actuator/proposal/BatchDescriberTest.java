package dev.gleaner.actuator.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.ResourceObservation;
import dev.gleaner.contracts.resource.Arn;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class BatchDescriberTest {

    private static final List<Arn> GROUP = IntStream.range(0, 100)
            .mapToObj(i -> Arn.instance("us-east-1", "123456789012", String.format("i-%017x", i)))
            .toList();
    private static final String DENIED = "UnauthorizedOperation";
    private static final String NOT_SHOWN = "AWS did not show the target; an empty answer means nothing";
    private static final Ec2Instance INSTANCE = new Ec2Instance("running", "m5.xlarge", "ebs", false, null, Map.of());
    private static final ResourceObservation SHOWN = new Ec2Instance.Observation(INSTANCE, Instant.EPOCH);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final List<List<Arn>> calls = new ArrayList<>();

    @Test
    void shouldLookAtAllByOneCall() {
        Map<String, TargetInspector.InspectionResult> looks = looks(Set.of(), DENIED);

        assertThat(looks).hasSize(100);
        assertThat(looks.values())
                .allSatisfy(inspectionResult ->
                        assertThat(inspectionResult.subject()).isEqualTo(INSTANCE));
        assertThat(calls).containsExactly(GROUP);
    }

    @Test
    void shouldTellWhoIsNotShownFromWhoIs() {
        Map<String, TargetInspector.InspectionResult> looks = new TargetInspector.BatchDescriber(
                        group -> Uni.createFrom().item(Map.of(GROUP.get(7), SHOWN)))
                .describeAll(GROUP)
                .await()
                .atMost(PATIENCE);

        assertThat(looks.get(GROUP.get(7).toString()).subject()).isEqualTo(INSTANCE);
        assertThat(looks.values())
                .filteredOn(inspectionResult -> inspectionResult.problem().equals(NOT_SHOWN))
                .hasSize(99)
                .allSatisfy(inspectionResult ->
                        assertThat(inspectionResult.subject()).isNull());
    }

    /** What is no answer of AWS is a fault of ours: nobody is told that AWS refused. */
    @Test
    void shouldFailWithWhatIsNoFaultOfAws() {
        TargetInspector.BatchDescriber broken = new TargetInspector.BatchDescriber(
                group -> Uni.createFrom().failure(new NullPointerException("a bug")));

        assertThatThrownBy(() -> broken.describeAll(GROUP).await().atMost(PATIENCE))
                .hasMessage("a bug");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 99})
    void shouldNotLetOneThatIsDeniedSpoilTheOthers(int which) {
        Map<String, TargetInspector.InspectionResult> looks = looks(Set.of(GROUP.get(which)), DENIED);

        assertThat(looks).hasSize(100);
        assertThat(looks.get(GROUP.get(which).toString()).problem()).contains(DENIED);
        assertThat(looks.values())
                .filteredOn(inspectionResult -> inspectionResult.subject() != null)
                .hasSize(99);
        assertThat(calls).as("EC2 lets describe ten times a second").hasSizeLessThanOrEqualTo(15);
    }

    @Test
    void shouldFindTwoThatAreDeniedFarApart() {
        Map<String, TargetInspector.InspectionResult> looks = looks(Set.of(GROUP.get(3), GROUP.get(77)), DENIED);

        assertThat(looks.values())
                .filteredOn(inspectionResult -> inspectionResult.subject() != null)
                .hasSize(98);
    }

    @Test
    void shouldGiveUpWhereAllAreDenied() {
        Map<String, TargetInspector.InspectionResult> looks = looks(Set.copyOf(GROUP), DENIED);

        assertThat(looks).hasSize(100);
        assertThat(looks.values())
                .allSatisfy(inspectionResult ->
                        assertThat(inspectionResult.problem()).contains(DENIED));
        assertThat(calls).hasSize(7);
    }

    @Test
    void shouldNotAskMoreOftenWhereItIsThrottled() {
        assertThat(looks(Set.of(GROUP.get(5)), "RequestLimitExceeded")).hasSize(100);

        assertThat(calls).hasSize(1);
    }

    /** What AWS shows while a call that names one of these fails with this code. */
    private Map<String, TargetInspector.InspectionResult> looks(Set<Arn> bad, String code) {
        return new TargetInspector.BatchDescriber(group -> describe(group, bad, code))
                .describeAll(GROUP)
                .await()
                .atMost(PATIENCE);
    }

    private Uni<Map<Arn, ResourceObservation>> describe(List<Arn> group, Set<Arn> bad, String code) {
        calls.add(group);
        return group.stream().anyMatch(bad::contains)
                ? Uni.createFrom().failure(refused(code))
                : Uni.createFrom().item(group.stream().collect(Collectors.toMap(arn -> arn, arn -> SHOWN)));
    }

    private static Throwable refused(String code) {
        return Ec2Exception.builder()
                .statusCode(403)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();
    }
}
