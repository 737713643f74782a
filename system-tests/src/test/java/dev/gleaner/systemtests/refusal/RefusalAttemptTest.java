package dev.gleaner.systemtests.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.aws.AwsProxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalAttemptTest {

    @ParameterizedTest
    @CsvSource({
        "DescribeSnapshots, false, false",
        "GET /rules/6lsJ2Fa9nh9, false, false",
        "POST /list-rules, false, false",
        "POST /rules, true, true",
        "PUT /bucket?lifecycle, true, false",
        "DeleteSnapshot, true, false"
    })
    void shouldTellChangesFromReads(String action, boolean isChange, boolean isRule) {
        AwsProxy.Call call = new AwsProxy.Call(action, "");

        assertThat(RefusalAttempt.isChange(call)).isEqualTo(isChange);
        assertThat(RefusalAttempt.isRetentionRule(call)).isEqualTo(isRule);
    }
}
