package dev.gleaner.collector.source.sqs;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqsQueueTest {

    @ParameterizedTest
    @CsvSource({
        "https://sqs.eu-west-3.amazonaws.com/123456789012/trail, eu-west-3",
        "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/trail, cn-north-1",
        "https://sqs-fips.us-gov-west-1.amazonaws.com/123456789012/trail, us-gov-west-1",
        "https://vpce-0a1b-2c3d.sqs.us-west-2.vpce.amazonaws.com/123456789012/trail, us-west-2",
        "https://eu-west-1.queue.amazonaws.com/123456789012/trail, eu-west-1",
        "https://queue.amazonaws.com/123456789012/trail, us-east-1",
        "http://127.0.0.1:15000/123456789012/sqs.eu-west-3.trail, us-east-1"
    })
    void shouldTellTheRegionOfAQueue(URI url, String region) {
        assertThat(SqsQueue.QueueUrl.region(url)).isEqualTo(region);
    }
}
