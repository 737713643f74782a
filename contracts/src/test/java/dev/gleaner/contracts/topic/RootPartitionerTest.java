package dev.gleaner.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RootPartitionerTest {

    private static final String INSTANCE = "arn:aws:ec2:us-east-1:123456789012:instance/i-0abc";

    @Test
    void shouldStayWhereItIs() {
        // A changed partition would split a resource's history: these values are part of the contract.
        assertThat(RootPartitioner.partition(INSTANCE, 32)).isEqualTo(1);
        assertThat(RootPartitioner.partition("arn:aws:s3:::models/checkpoints/", 32))
                .isEqualTo(17);
        assertThat(RootPartitioner.partition("no ARN", 32)).isEqualTo(17);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldKeepARootTogether(long seed) {
        Random random = new Random(seed);
        String bucket = "arn:aws:s3:::bucket-" + random.nextInt(1000);
        String instance = "arn:aws:ec2:eu-west-3:123456789012:instance/i-" + Long.toHexString(random.nextLong());
        int partitions = 1 + random.nextInt(64);

        assertThat(RootPartitioner.partition(bucket + "/a/b" + random.nextInt() + "/", partitions))
                .isEqualTo(RootPartitioner.partition(bucket, partitions));
        assertThat(RootPartitioner.partition(instance + "/gpu/GPU-" + random.nextInt(), partitions))
                .isEqualTo(RootPartitioner.partition(instance, partitions))
                .isBetween(0, partitions - 1);
    }
}
