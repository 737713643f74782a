package dev.gleaner.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.test.aws.AwsProxy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeTest {

    @ParameterizedTest
    @CsvSource({
        "StopInstances, Action=StopInstances&InstanceId.1=i-1, StopInstances",
        "POST /service/Granite/operation/GetMetricData, x, GetMetricData",
        "PUT /bucket?lifecycle, <xml/>, PUT"
    })
    void shouldKnowTheCallInEveryProtocol(String action, String body, String call) {
        assertThat(Change.of(new AwsProxy.Call(action, body)).call()).isEqualTo(call);
    }

    @Test
    void shouldKeepTheChangesThatAreAboutOneOfTheNames() {
        List<AwsProxy.Call> calls = List.of(
                new AwsProxy.Call("PUT /models?lifecycle", "<xml/>"),
                new AwsProxy.Call("GET /models?lifecycle", ""),
                new AwsProxy.Call("StopInstances", "InstanceId.1=i-1"),
                new AwsProxy.Call("StopInstances", "InstanceId.1=i-2"));

        assertThat(Change.about(List.of("models", "i-1"), calls))
                .extracting(Change::call)
                .containsExactly("PUT", "StopInstances");
    }

    @Test
    void shouldTellReadsFromChanges() {
        assertThat(Stream.of("GET", "DescribeInstances", "ListTagsForResource", "GetMetricData"))
                .allMatch(Change::isRead);
        assertThat(Stream.of("PUT", "DELETE", "StopInstances", "ReleaseAddress"))
                .noneMatch(Change::isRead);
    }

    @Test
    void shouldCountWhatIsMoreThanOneOfAKind() {
        List<Change> made = changes("StopInstances", "StopInstances", "TerminateInstances");

        assertThat(Change.beyond(made, List.of("StopInstances", "StartInstances")))
                .isEqualTo(2);
        assertThat(Change.beyond(made, List.of("StopInstances", "TerminateInstances", "StopInstances")))
                .isZero();
    }

    private static List<Change> changes(String... calls) {
        return Stream.of(calls).map(call -> new Change(call, "")).toList();
    }
}
