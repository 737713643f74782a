package dev.gleaner.actuator.action.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Small objects in a colder class raise the bill: cloudposse/terraform-aws-cloudtrail-s3-bucket#17, and
 * avantoss/vault-infra#31, where 140 MB of logs became 7.5 GB.
 */
class SmallObjectExclusionTest {

    private static final String OLD = "varies_by_storage_class";
    private static final String NEW = "all_storage_classes_128K";
    private static final String MOVE = "'Transitions':[{'Days':90,'StorageClass':'GLACIER'}]";
    private static final String END_UPLOADS = "'AbortIncompleteMultipartUpload':{'DaysAfterInitiation':7}";
    private static final String SPARED = "{\"And\":{\"Prefix\":\"a/\",\"ObjectSizeGreaterThan\":131072}}";

    /** NixOS/infra#960: the 128 KB default is not that of buckets whose document is from before September 2024. */
    @Test
    void shouldSpareSmallObjectsInABucketThatWouldMoveThem() {
        BucketLifecycle put = merged(OLD, MOVE);

        assertThat(put.minimumSize()).isEqualTo(OLD);
        assertThat(put.rules()).singleElement().satisfies(rule -> {
            assertThat(rule.path("Filter")).hasToString(SPARED);
            assertThat(rule.has("Transitions")).isTrue();
        });
    }

    @Test
    void shouldSpareOldVersionsToo() {
        BucketLifecycle put =
                merged(OLD, "'NoncurrentVersionTransitions':[{'NoncurrentDays':90,'StorageClass':'DEEP_ARCHIVE'}]");

        assertThat(put.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.path("Filter")).hasToString(SPARED));
    }

    @Test
    void shouldLeaveItToTheBucketWhereThatSparesThem() {
        for (String size : new String[] {NEW, null}) {
            assertThat(merged(size, MOVE).rules()).containsExactly(rule(MOVE, "gleaner-a"));
        }
        String infrequent = "'Transitions':[{'Days':90,'StorageClass':'STANDARD_IA'}]";
        assertThat(merged(OLD, infrequent).rules()).containsExactly(rule(infrequent, "gleaner-a"));
        assertThat(merged(OLD, END_UPLOADS).rules()).containsExactly(rule(END_UPLOADS, "gleaner-a"));
    }

    /** aws-cloudformation/cfn-lint#3554: S3 ends no uploads by size. And what ends objects is to end small ones too. */
    @Test
    void shouldPutWhatHoldsForSmallObjectsTooAsARuleOfItsOwn() {
        String rest = "'Expiration':{'Days':400}," + END_UPLOADS;

        List<JsonNode> rules = merged(OLD, MOVE + "," + rest).rules();

        assertThat(rules).hasSize(2);
        assertThat(rules.get(0).path("Filter")).hasToString(SPARED);
        assertThat(rules.get(0).has("Expiration")).isFalse();
        assertThat(rules.get(0).has("AbortIncompleteMultipartUpload")).isFalse();
        assertThat(rules.get(1)).isEqualTo(rule(rest, "gleaner-a-rest"));
    }

    @Test
    void shouldPutTheSameTwiceAsOnceInTwoHalves() {
        List<GleanerLifecycleRule> rule = ours(MOVE + "," + END_UPLOADS);
        BucketLifecycle once = LifecycleRuleMerger.merge(new BucketLifecycle(List.of(), OLD), rule);

        assertThat(LifecycleRuleMerger.merge(once, rule).rules()).isEqualTo(once.rules());
    }

    @Test
    void shouldLeaveNoHalfBehindWhereOneRuleIsEnough() {
        List<GleanerLifecycleRule> rule = ours(MOVE + "," + END_UPLOADS);
        BucketLifecycle halves = LifecycleRuleMerger.merge(new BucketLifecycle(List.of(), OLD), rule);

        BucketLifecycle whole = LifecycleRuleMerger.merge(new BucketLifecycle(halves.rules(), NEW), rule);

        assertThat(whole.rules()).containsExactly(rule(MOVE + "," + END_UPLOADS, "gleaner-a"));
    }

    /** A size of one's own turns the default off, so that a rule without a least size would move all small objects. */
    @Test
    void shouldSpareSmallObjectsWhereARuleNamesOnlyTheGreatest() {
        BucketLifecycle put = merged(NEW, "'Filter':{'And':{'Prefix':'a/','ObjectSizeLessThan':1000000}}," + MOVE);

        assertThat(put.rules())
                .singleElement()
                .satisfies(rule -> assertThat(rule.path("Filter"))
                        .hasToString("{\"And\":{\"Prefix\":\"a/\",\"ObjectSizeLessThan\":1000000,"
                                + "\"ObjectSizeGreaterThan\":131072}}"));
        assertThatThrownBy(() -> ours("'Filter':{'And':{'Prefix':'a/','ObjectSizeLessThan':131073}}," + MOVE))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class);
    }

    /** The remedy may know better than 128 KB, but not what no size of its objects makes true. */
    @ParameterizedTest
    @CsvSource({
        "STANDARD_IA, 71235, 71236",
        "ONEZONE_IA, 56987, 56988",
        "GLACIER_IR, 22795, 22796",
        "GLACIER, 15792, 15793",
        "DEEP_ARCHIVE, 10034, 10035",
        "INTELLIGENT_TIERING, 131071, 131072"
    })
    void shouldTakeTheSizeOfTheRemedyFromWhereAClassCanCostLess(String storage, long dear, long cheap) {
        String rule = "'Filter':{'And':{'Prefix':'a/','ObjectSizeGreaterThan':%d}},"
                + "'Transitions':[{'Days':90,'StorageClass':'" + storage + "'}]";

        assertThat(merged(OLD, rule.formatted(cheap)).rules())
                .containsExactly(rule(rule.formatted(cheap), "gleaner-a"));
        assertThatThrownBy(() -> ours(rule.formatted(dear)))
                .isInstanceOf(GleanerLifecycleRule.InvalidLifecycleRuleException.class)
                .hasMessageContaining("cost more for ever in " + storage);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 131_071})
    void shouldLetWhatMovesNothingNameAnySize(long size) {
        String rule = "'Filter':{'And':{'Prefix':'a/','ObjectSizeGreaterThan':" + size + "}},'Expiration':{'Days':9}";

        assertThat(merged(OLD, rule).rules()).containsExactly(rule(rule, "gleaner-a"));
    }

    private static BucketLifecycle merged(@Nullable String minimumSize, String actions) {
        return LifecycleRuleMerger.merge(new BucketLifecycle(List.of(), minimumSize), ours(actions));
    }

    private static List<GleanerLifecycleRule> ours(String actions) {
        return GleanerLifecycleRule.allOf(
                Map.of("rule", rule(actions, "gleaner-a").toString()));
    }

    private static JsonNode rule(String actions, String id) {
        String filter = actions.contains("'Filter'") ? "" : "'Filter':{'Prefix':'a/'},";
        String json = "{'ID':'" + id + "'," + filter + "'Status':'Enabled'," + actions + "}";
        return Json.read(json.replace('\'', '"'), JsonNode.class);
    }
}
