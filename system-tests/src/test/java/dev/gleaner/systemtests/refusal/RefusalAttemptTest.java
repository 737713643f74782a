package dev.gleaner.systemtests.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.aws.AwsProxy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalAttemptTest {

    @ParameterizedTest
    @CsvSource({"GET /rules/6lsJ2Fa9nh9, false", "POST /list-rules, false", "POST /rules, true", "DeleteSnapshot, false"
    })
    void shouldKnowCallsThatCreateARetentionRule(String action, boolean isRule) {
        assertThat(RefusalAttempt.isRetentionRule(new AwsProxy.Call(action, "")))
                .isEqualTo(isRule);
    }
}
