package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArnTest {

    @ParameterizedTest
    @CsvSource({
        "arn:aws:s3:::models,                                                  arn:aws:s3:::models",
        "arn:aws:s3:::models/checkpoints/run-7/,                               arn:aws:s3:::models",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc,                   arn:aws:ec2:us-east-1:123456789012:instance/i-0abc",
        "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc/gpu/GPU-1f,        arn:aws:ec2:us-east-1:123456789012:instance/i-0abc",
        "arn:aws:ec2:us-east-1:123456789012:volume/vol-1,                      arn:aws:ec2:us-east-1:123456789012:volume/vol-1",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a/variant/b,        arn:aws:sagemaker:us-east-1:123456789012:endpoint/a",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/a,           arn:aws:sagemaker:us-east-1:123456789012:endpoint-config/a",
        "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*,        arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/f:*",
    })
    void shouldTakePrefixToBucketAndCardToInstance(String resource, String root) {
        assertThat(Arn.parse(resource).root()).hasToString(root);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "i-0abc", "arn:aws:s3", "arn:aws:s3:::", "urn:aws:s3:::models"})
    void shouldRejectWhatIsNoArn(String text) {
        assertThatThrownBy(() -> Arn.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNameTypeAndId() {
        Arn instance = Arn.instance("us-east-1", "123456789012", "i-0abc");

        assertThat(instance).hasToString("arn:aws:ec2:us-east-1:123456789012:instance/i-0abc");
        assertThat(instance.type()).isEqualTo("instance");
        assertThat(instance.id()).isEqualTo("i-0abc");
        assertThat(Arn.bucket("models").id()).isEqualTo("models");
        assertThat(Arn.prefix("models", "checkpoints/")).hasToString("arn:aws:s3:::models/checkpoints/");
        assertThat(Arn.prefix("models", "").root()).isEqualTo(Arn.bucket("models"));
        assertThat(Arn.vpc("us-east-1", "123456789012", "vpc-1"))
                .hasToString("arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1");
        assertThat(Arn.variant(Arn.parse("arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"), "b"))
                .hasToString("arn:aws:sagemaker:us-east-1:123456789012:endpoint/a/variant/b");
    }

    /** Names of load balancers are unique within their type only. */
    @Test
    void shouldNameALoadBalancerByTypeNameAndId() {
        Arn balancer =
                Arn.parse("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188");

        assertThat(balancer.id()).isEqualTo("app/web/50dc6c495c0c9188");
        assertThat(balancer.root()).isEqualTo(balancer);
    }

    @Test
    void shouldNameAnAutoScalingGroupWhoseNameMayHaveSlashes() {
        String group = "arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0a1b:autoScalingGroupName/";

        assertThat(Arn.parse(group + "pool/a").scalingGroupName()).contains("pool/a");
        assertThat(Arn.parse(group).scalingGroupName()).isEmpty();
        assertThat(Arn.instance("us-east-1", "123456789012", "i-1").scalingGroupName())
                .isEmpty();
    }
}
