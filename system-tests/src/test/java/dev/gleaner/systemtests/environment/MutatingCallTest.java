package dev.gleaner.systemtests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.aws.AwsProxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MutatingCallTest {

    @ParameterizedTest
    @CsvSource({
        "StopInstances, Action=StopInstances&InstanceId.1=i-1, StopInstances",
        "POST /service/Granite/operation/GetMetricData, x, GetMetricData",
        "PUT /bucket?lifecycle, <xml/>, PUT"
    })
    void shouldReadTheOperationInEveryProtocol(String action, String body, String call) {
        assertThat(MutatingCall.of(new AwsProxy.Call(action, body)).call()).isEqualTo(call);
    }

    @Test
    void shouldKeepMutatingCallsThatMentionAName() {
        List<AwsProxy.Call> calls = List.of(
                new AwsProxy.Call("PUT /models?lifecycle", "<xml/>"),
                new AwsProxy.Call("GET /models?lifecycle", ""),
                new AwsProxy.Call("StopInstances", "InstanceId.1=i-1"),
                new AwsProxy.Call("StopInstances", "InstanceId.1=i-2"));

        assertThat(MutatingCall.filterByName(List.of("models", "i-1"), calls))
                .extracting(MutatingCall::call)
                .containsExactly("PUT", "StopInstances");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /bucket?lifecycle",
                "HEAD /bucket",
                "DescribeInstances",
                "ListTagsForResource",
                "LookupEvents",
                "AssumeRole",
                "POST /service/Granite/operation/GetMetricData",
                "POST /list-rules",
                "StartLifecyclePolicyPreview"
            })
    void shouldTakeReadsForNoChange(String action) {
        assertThat(MutatingCall.isChange(new AwsProxy.Call(action, ""))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /bucket?lifecycle",
                "DELETE /bucket",
                "POST /rules",
                "StopInstances",
                "ReleaseAddress",
                "StartNotebookInstance",
                "PutLifecyclePolicy"
            })
    void shouldTakeAnythingElseForAChange(String action) {
        assertThat(MutatingCall.isChange(new AwsProxy.Call(action, ""))).isTrue();
    }

    @Test
    void shouldCountCallsBeyondTheExpectedOnes() {
        List<MutatingCall> made = changes("StopInstances", "StopInstances", "TerminateInstances");

        assertThat(MutatingCall.countUnexpected(made, List.of("StopInstances", "StartInstances")))
                .isEqualTo(2);
        assertThat(MutatingCall.countUnexpected(made, List.of("StopInstances", "TerminateInstances", "StopInstances")))
                .isZero();
    }

    private static List<MutatingCall> changes(String... calls) {
        return Stream.of(calls).map(call -> new MutatingCall(call, "")).toList();
    }
}
