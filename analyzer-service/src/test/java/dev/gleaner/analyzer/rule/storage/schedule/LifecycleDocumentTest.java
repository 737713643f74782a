package dev.gleaner.analyzer.rule.storage.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LifecycleDocumentTest {

    @Test
    void shouldReadTheRulesOfAPrefix() {
        String json = """
                {"Rules":[
                 {"ID":"a","Status":"Enabled","Filter":{"Prefix":"logs/"},
                  "Transitions":[{"Days":90,"StorageClass":"GLACIER"},{"Days":30,"StorageClass":"STANDARD_IA"}],
                  "NoncurrentVersionTransitions":[{"NoncurrentDays":30,"StorageClass":"GLACIER_IR"}],
                  "Expiration":{"Days":400}},
                 {"ID":"b","Status":"Enabled","Prefix":"","Expiration":{"Days":365},
                  "NoncurrentVersionExpiration":{"NoncurrentDays":120}},
                 {"ID":"c","Status":"Disabled","Filter":{"Prefix":"logs/"},"Expiration":{"Days":1}},
                 {"ID":"d","Status":"Enabled","Filter":{"Prefix":"data/"},"Expiration":{"Days":2}},
                 {"ID":"e","Status":"Enabled","Filter":{"Prefix":"logs/a/"},
                  "AbortIncompleteMultipartUpload":{"DaysAfterInitiation":7}}]}""";

        assertThat(logs(json))
                .isEqualTo(new LifecycleDocument.PrefixSchedule(
                        new LifecycleSchedule(
                                List.of(new Step(30, StorageClass.STANDARD_IA), new Step(90, StorageClass.GLACIER)),
                                List.of(new Step(30, StorageClass.GLACIER_IR)),
                                365,
                                120,
                                null),
                        null));
    }

    @Test
    void shouldReadAConditionOnSizes() {
        String json = "{\"Rules\":[" + rule("{\"And\":{\"Prefix\":\"logs/\",\"ObjectSizeGreaterThan\":200000}}") + "]}";

        assertThat(logs(json).schedule().sizeAbove()).isEqualTo(200_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"Prefix\":\"logs/a/\"} | a rule applies to a part of the prefix: logs/a/",
                "{\"And\":{\"Prefix\":\"logs/\",\"Tags\":[]}} | a rule applies to objects with a tag only",
                "{\"ObjectSizeLessThan\":5} | a rule applies to small objects only",
                "{\"ObjectSizeGreaterThan\":5} | the transitions have different conditions on the size"
            })
    void shouldNotReadWhatIsNotOneSchedule(String filter, String reason) {
        String json = "{\"Rules\":[" + rule("{\"Prefix\":\"\"}") + "," + rule(filter) + "]}";

        assertThat(logs(json)).isEqualTo(new LifecycleDocument.PrefixSchedule(null, reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"Transitions\":[{\"Date\":\"2026-01-01\",\"StorageClass\":\"GLACIER\"}] | a transition is made on a date",
                "\"Transitions\":[{\"Days\":3,\"StorageClass\":\"NEW\"}] | a transition leads to NEW",
                "\"Expiration\":{\"Date\":\"2026-01-01\"} | an expiration is on a date",
                "\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":3,\"NewerNoncurrentVersions\":2} | a rule keeps a number of old versions"
            })
    void shouldNotReadActionsThatDependOnMoreThanAges(String action, String reason) {
        String json = "{\"Rules\":[{\"Status\":\"Enabled\",\"Filter\":{}," + action + "}]}";

        assertThat(logs(json)).isEqualTo(new LifecycleDocument.PrefixSchedule(null, reason));
    }

    @Test
    void shouldTakeABucketWithoutRulesAsOneThatDoesNothing() {
        assertThat(logs("").schedule()).isEqualTo(LifecycleSchedule.NONE);
        assertThat(logs("{\"Rules\":[]}").schedule()).isEqualTo(LifecycleSchedule.NONE);
        assertThat(LifecycleDocument.parse("{")).isEmpty();
    }

    private static LifecycleDocument.PrefixSchedule logs(String json) {
        return LifecycleDocument.parse(json).orElseThrow().scheduleOf("logs/");
    }

    private static String rule(String filter) {
        return "{\"Status\":\"Enabled\",\"Filter\":" + filter
                + ",\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]}";
    }
}
