package dev.gleaner.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeTest {

    @ParameterizedTest
    @CsvSource({
        "POST, /, , Action=StopInstances&InstanceId.1=i-1, StopInstances",
        "POST, /, , Version=2016-11-15&Action=DescribeInstances, DescribeInstances",
        "POST, /, Logs_20140328.PutRetentionPolicy, {}, PutRetentionPolicy",
        "POST, /service/Granite/operation/GetMetricData, , x, GetMetricData",
        "PUT, /bucket?lifecycle, , <xml/>, PUT"
    })
    void shouldKnowTheCallInEveryProtocol(String method, String uri, String target, String body, String call) {
        assertThat(Change.call(method, uri, target == null ? List.of() : List.of(target), body))
                .isEqualTo(call);
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
