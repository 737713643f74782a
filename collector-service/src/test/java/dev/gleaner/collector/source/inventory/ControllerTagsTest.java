package dev.gleaner.collector.source.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControllerTagsTest {

    @ParameterizedTest
    @CsvSource({
        "aws:autoscaling:groupName, trainers, autoscaling:trainers",
        "eks:cluster-name, ml, eks:ml",
        "kubernetes.io/cluster/ml, owned, eks:ml",
        "karpenter.sh/nodepool, gpu, karpenter:gpu",
        "aws:cloudformation:stack-name, serving, cloudformation:serving",
        "aws:batch:compute-environment, nightly, batch:nightly",
        "sagemaker:domain-arn, arn:x, sagemaker:arn:x"
    })
    void shouldTellByItsTagsWhoWouldStartItAgain(String tag, String value, String owner) {
        assertThat(ControllerTags.fromTags(Map.of("team", "vision", tag, value)))
                .isEqualTo(owner);
    }

    @Test
    void shouldFindNobodyBehindOrdinaryTags() {
        assertThat(ControllerTags.fromTags(Map.of("Name", "eks", "team", "karpenter")))
                .isEmpty();
    }

    @Test
    void shouldNameTheOneWhoStartsItAgainFirst() {
        assertThat(ControllerTags.fromTags(Map.of(
                        "kubernetes.io/cluster/ml", "owned",
                        "aws:cloudformation:stack-name", "nodes",
                        "aws:autoscaling:groupName", "nodes-1")))
                .isEqualTo("autoscaling:nodes-1");
    }
}
