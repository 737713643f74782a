package dev.gleaner.collector.source.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuHostTest {

    @Test
    void shouldTakeAnInstance() {
        String arn = "arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-0a";

        assertThat(GpuHost.parse(arn).resource()).isEqualTo(arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i-0a",
                "arn:aws:s3:::bucket",
                "arn:aws:ec2:us-east-1:111122223333:volume/vol-0a",
                "arn:aws:ec2:us-east-1:111122223333:instance/",
                "arn:aws:ec2:us-east-1:111122223333:instance/i-0a/gpu/GPU-1",
                "arn:aws:ec2::111122223333:instance/i-0a",
                "arn:aws:ec2:us-east-1::instance/i-0a"
            })
    void shouldRefuseAllElse(String arn) {
        assertThatThrownBy(() -> GpuHost.parse(arn)).isInstanceOf(IllegalArgumentException.class);
    }
}
