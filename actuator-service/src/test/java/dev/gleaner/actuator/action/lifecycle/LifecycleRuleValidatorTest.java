package dev.gleaner.actuator.action.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.contracts.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What S3 would refuse is refused before any call, with the reason. */
class LifecycleRuleValidatorTest {

    private static final String TEMPLATE = "{'ID':'gleaner-a','Filter':{'Prefix':'a/'},'Status':'Enabled',%s}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'Transitions':[{'Days':30,'StorageClass':'STANDARD_IA'},{'Days':90,'StorageClass':'GLACIER'}]
            'Transitions':[{'Days':90,'StorageClass':'GLACIER'},{'Days':60,'StorageClass':'ONEZONE_IA'}]
            'Transitions':[{'Days':1,'StorageClass':'GLACIER_IR'}],'Expiration':{'Days':2}
            'Expiration':{'Days':180}
            'NoncurrentVersionExpiration':{'NoncurrentDays':30,'NewerNoncurrentVersions':2}
            'AbortIncompleteMultipartUpload':{'DaysAfterInitiation':7}
            """, quoteCharacter = '"')
    void shouldTakeWhatS3Takes(String actions) {
        assertThat(rule(TEMPLATE.formatted(actions)).id()).isEqualTo("gleaner-a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'Transitions':[{'Days':29,'StorageClass':'STANDARD_IA'}] | after 30 days at the earliest
            'Transitions':[{'Days':29,'StorageClass':'ONEZONE_IA'}] | after 30 days at the earliest
            'Transitions':[{'Days':30,'StorageClass':'STANDARD_IA'},{'Days':59,'StorageClass':'GLACIER'}] | at least 30 days after STANDARD_IA
            'Transitions':[{'Days':30,'StorageClass':'GLACIER'},{'Days':90,'StorageClass':'STANDARD_IA'}] | does not move objects from GLACIER
            'Transitions':[{'Days':30,'StorageClass':'ONEZONE_IA'},{'Days':90,'StorageClass':'GLACIER_IR'}] | does not move objects from ONEZONE_IA
            'Transitions':[{'Days':30,'StorageClass':'GLACIER'},{'Days':30,'StorageClass':'DEEP_ARCHIVE'}] | does not move objects from
            'Transitions':[{'Days':40,'StorageClass':'STANDARD'}] | can't be moved to STANDARD
            'Transitions':[{'Days':90,'StorageClass':'GLACIER'}],'Expiration':{'Days':90} | has to come after the transition to GLACIER
            'Transitions':[{'Days':0,'StorageClass':'GLACIER'}] | positive Days
            'Transitions':[{'Date':'2030-01-01T00:00:00Z','StorageClass':'GLACIER'}] | positive Days
            'Expiration':{'Days':-1} | positive Days
            'NoncurrentVersionExpiration':{'NewerNoncurrentVersions':2} | positive NoncurrentDays
            'AbortIncompleteMultipartUpload':{} | positive DaysAfterInitiation
            'Transition':[{'Days':90,'StorageClass':'GLACIER'}] | the API knows no [Transition]
            'Expiration':{'Days':'180'} | Days can't be
            'Expiration':[] | the API knows no
            'Filter':{'prefix':'a/'},'Expiration':{'Days':180} | the API knows no [prefix]
            'Filter':{},'Expiration':{'Days':180} | needs Filter.Prefix
            'Status':'enabled','Expiration':{'Days':180} | Status has to be
            'ID':'theirs','Expiration':{'Days':180} | begins with gleaner-
            'Status':'Enabled' | does nothing
            """, quoteCharacter = '"')
    void shouldSayWhatS3DoesNotTake(String actions, String reason) {
        assertThatThrownBy(() -> rule(TEMPLATE.formatted(actions)))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void shouldNotTakeALongIdNorNoRuleAtAll() {
        String json = TEMPLATE.formatted("'Expiration':{'Days':180}");

        assertThat(rule(json.replace("gleaner-a", "gleaner-" + "x".repeat(247))).id())
                .hasSize(255);
        assertThatThrownBy(() -> rule(json.replace("gleaner-a", "gleaner-" + "x".repeat(248))))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class);
        assertThatThrownBy(() -> GleanerLifecycleRule.allOf(Map.of()))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class);
        assertThatThrownBy(() -> rule("no json"))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class);
    }

    @Test
    void shouldNotPutMoreThanAThousandRules() {
        List<GleanerLifecycleRule> rule = List.of(rule(TEMPLATE.formatted("'Expiration':{'Days':180}")));
        JsonNode foreign = Json.tree(Map.of("ID", "theirs", "Status", "Enabled"));

        assertThat(LifecycleRuleMerger.merge(new BucketLifecycle(Collections.nCopies(999, foreign), null), rule)
                        .rules())
                .hasSize(1000);
        assertThatThrownBy(() ->
                        LifecycleRuleMerger.merge(new BucketLifecycle(Collections.nCopies(1000, foreign), null), rule))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class)
                .hasMessageContaining("1000 rules");
    }

    private static GleanerLifecycleRule rule(String json) {
        return GleanerLifecycleRule.allOf(Map.of("rule", json.replace('\'', '"')))
                .get(0);
    }
}
