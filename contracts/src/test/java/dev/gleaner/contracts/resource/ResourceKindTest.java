package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceKindTest {

    private static final String NAME = "name-1";

    @ParameterizedTest
    @EnumSource
    void shouldKnowItsOwnArn(ResourceKind kind) {
        Arn arn = arn(kind, NAME);

        assertThat(ResourceKind.of(arn)).contains(kind);
        assertThat(ResourceKind.of(Arn.parse(arn.toString()))).contains(kind);
        assertThat(kind.name(arn)).isEqualTo(NAME);
        assertThat(Arrays.stream(ResourceKind.values()).filter(one -> one.includes(arn)))
                .containsExactly(kind);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveItselfAsRoot(ResourceKind kind) {
        Arn arn = arn(kind, NAME);

        assertThat(arn.root()).isSameAs(arn);
    }

    /** What follows a slash is of the name or lies below the resource. */
    @ParameterizedTest
    @EnumSource
    void shouldTellAResourceFromWhatLiesBelow(ResourceKind kind) {
        Arn below = arn(kind, NAME + "/part/a");

        assertThat(ResourceKind.of(below)).contains(kind);
        assertThat(below.root().root()).isEqualTo(below.root());
        if (kind.includes(below)) {
            assertThat(kind.name(below)).isEqualTo(NAME + "/part/a");
            assertThat(below.root()).isEqualTo(below);
        } else {
            assertThat(kind.name(below)).isEqualTo(NAME);
            assertThat(below.root()).isEqualTo(arn(kind, NAME));
        }
    }

    /** Signals and findings name prefixes, cards and variants. */
    @ParameterizedTest
    @EnumSource(names = {"INSTANCE", "BUCKET", "INFERENCE_ENDPOINT"})
    void shouldHaveResourcesBelowIt(ResourceKind kind) {
        assertThat(kind.includes(arn(kind, NAME + "/part/a"))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOAD_BALANCER", "LOG_GROUP", "AUTO_SCALING_GROUP"})
    void shouldHaveNamesWithSlashes(ResourceKind kind) {
        assertThat(kind.includes(arn(kind, NAME + "/part/a"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotTakeAnArnWithoutNameForOne(ResourceKind kind) {
        Arn named = arn(kind, NAME);
        String withoutName = named.resource().substring(0, named.resource().length() - NAME.length());
        if (!withoutName.isEmpty()) {
            Arn nameless = new Arn("aws", named.service(), named.region(), named.account(), withoutName);

            assertThat(ResourceKind.of(nameless)).isEmpty();
            assertThatThrownBy(() -> kind.name(nameless)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*",
                "arn:aws:s3:us-east-1:123456789012:accesspoint/models",
                "arn:aws:ec2:us-east-1:123456789012:network-interface/eni-1",
                "arn:aws:ec2:us-east-1:123456789012:instance:i-1",
                "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/a",
                "arn:aws:autoscaling:us-east-1:123456789012:launchConfiguration:0a1b:launchConfigurationName/a",
                "arn:aws:iam::123456789012:root"
            })
    void shouldNotTakeAnotherResourceForOneOfItsKinds(String arn) {
        assertThat(ResourceKind.of(Arn.parse(arn))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "LOAD_BALANCER,      loadbalancer/app/web/50dc6c495c0c9188,             elasticloadbalancing, app/web/50dc6c495c0c9188",
        "LOG_GROUP,          log-group:/aws/lambda/f,                           logs,                 /aws/lambda/f",
        "AUTO_SCALING_GROUP, autoScalingGroup:0a1b:autoScalingGroupName/pool/a, autoscaling,          pool/a",
        "INSTANCE,           instance/i-1/gpu/GPU-1,                            ec2,                  i-1",
        "INFERENCE_ENDPOINT, endpoint/ranker/variant/a,                         sagemaker,            ranker",
    })
    void shouldReadNamesAsAwsWritesThem(ResourceKind kind, String resource, String service, String name) {
        Arn arn = new Arn("aws", service, "us-east-1", "123456789012", resource);

        assertThat(ResourceKind.of(arn)).contains(kind);
        assertThat(kind.name(arn)).isEqualTo(name);
    }

    /** The source of an owner, a meter and a watermark: none may name two things. */
    @Test
    void shouldListEachKindByOneSourceAndMeasureNoTwoByOne() {
        assertThat(ResourceKind.listedBy("inventory-networks"))
                .containsExactly(ResourceKind.VPC, ResourceKind.NAT_GATEWAY, ResourceKind.INTERFACE_ENDPOINT);
        assertThat(Arrays.stream(ResourceKind.values())
                        .map(ResourceKind::metrics)
                        .flatMap(List::stream)
                        .map(ResourceKind.Source::name)
                        .filter(source -> !source.equals("metric-stream")))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(ResourceKind.values()).map(ResourceKind::title))
                .doesNotHaveDuplicates();
        assertThat(Arrays.stream(ResourceKind.values()).map(ResourceKind::terraformType))
                .doesNotHaveDuplicates()
                .allMatch(type -> type.startsWith("aws_"));
        assertThat(Arrays.stream(ResourceKind.values()).flatMap(kind -> kind.cloudFormationType().stream()))
                .doesNotHaveDuplicates()
                .allMatch(type -> type.startsWith("AWS::"));
    }

    @Test
    void shouldConfirmAtThePaceOfItsSlowestSource() {
        assertThat(ResourceKind.INSTANCE.confirmed()).isEqualTo(ResourceKind.Cadence.HOURLY);
        assertThat(ResourceKind.NAT_GATEWAY.confirmed()).isEqualTo(ResourceKind.Cadence.SIX_HOURLY);
        assertThat(ResourceKind.VOLUME.confirmed()).isEqualTo(ResourceKind.Cadence.DAILY);
        assertThat(ResourceKind.LOG_GROUP.confirmed()).isEqualTo(ResourceKind.Cadence.WEEKLY);
        assertThat(ResourceKind.CAPACITY_RESERVATION.confirmed()).isEqualTo(ResourceKind.Cadence.BY_BILL);
    }

    private static Arn arn(ResourceKind kind, String name) {
        return kind.arn("eu-west-3", "123456789012", name);
    }
}
