package dev.gleaner.actuator.action.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.BucketLifecycle;
import dev.gleaner.contracts.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What others lost to tools that write lifecycle documents. The laws of it, on the wire, are in LifecycleLawTest. */
class LifecycleRuleMergerTest {

    private static final JsonNode THEIRS = rule("'ID':'theirs','Filter':{'Prefix':'b/'},'Expiration':{'Days':9}");
    private static final JsonNode NAMELESS = rule("'Filter':{'Prefix':'c/'},'Expiration':{'Days':9}");
    private static final JsonNode OURS = rule("'ID':'gleaner-a','Filter':{'Prefix':'a/'},'Expiration':{'Days':9}");

    /**
     * hashicorp/terraform-provider-aws#31409, hashicorp/terraform-provider-aws#23612 and
     * hashicorp/terraform-provider-aws#41620: the PUT of one's own rule alone made the rules of others vanish.
     */
    @Test
    void shouldNotLetARuleOfSomebodyElseVanishByAPutThatReplacesEverything() {
        assertThat(merged(List.of(THEIRS, NAMELESS)).rules()).containsExactly(THEIRS, NAMELESS, OURS);
    }

    /** cloud-custodian/cloud-custodian#7480: a rule without ID crashed the merge. */
    @Test
    void shouldNotCrashOnARuleWithoutAnId() {
        JsonNode withNull = rule("'ID':null,'Filter':{'Prefix':'c/'},'Expiration':{'Days':9}");

        assertThat(merged(List.of(NAMELESS, withNull, OURS)).rules()).containsExactly(NAMELESS, withNull, OURS);
    }

    /** cloud-custodian/cloud-custodian#1940: what is left without the last rule is no document to PUT. */
    @Test
    void shouldKnowThatADocumentWithoutRulesIsNone() {
        assertThat(new BucketLifecycle(List.of(), "varies_by_storage_class").isNone())
                .isTrue();
        assertThat(merged(List.of()).isNone()).isFalse();
    }

    @Test
    void shouldPutAllRulesOfAnArrayAndReplaceThoseOfTheSameId() {
        JsonNode ours = rule("'ID':'gleaner-b','Filter':{'Prefix':'b/'},'Expiration':{'Days':9}");
        JsonNode before = rule("'ID':'gleaner-b','Filter':{'Prefix':'b/'},'Expiration':{'Days':99}");

        assertThat(LifecycleRuleMerger.merge(
                                new BucketLifecycle(List.of(before, THEIRS), null), rules(OURS + "," + ours))
                        .rules())
                .containsExactly(ours, THEIRS, OURS);
    }

    @Test
    void shouldRefuseAnArrayWithoutRulesOrWithTwoOfAnId() {
        JsonNode remainder = rule("'ID':'gleaner-a-rest','Filter':{'Prefix':'b/'},'Expiration':{'Days':9}");

        assertThatThrownBy(() -> rules("")).hasMessage("the remedy names no rule");
        assertThatThrownBy(() -> rules(OURS + "," + OURS)).hasMessage("the ID gleaner-a is that of another rule too");
        assertThatThrownBy(() -> rules(OURS + "," + remainder)).hasMessageContaining("is that of another rule too");
    }

    @Test
    void shouldRefuseAnArrayWithOneRuleThatS3WouldReject() {
        assertThatThrownBy(() -> rules(OURS + ",{'ID':'gleaner-b','Status':'Enabled','Filter':{'Prefix':'b/'}}"))
                .hasMessage("the rule does nothing");
    }

    private static List<GleanerLifecycleRule> rules(String rules) {
        return GleanerLifecycleRule.allOf(Map.of("rule", "[" + rules.replace('\'', '"') + "]"));
    }

    private static BucketLifecycle merged(List<JsonNode> found) {
        return LifecycleRuleMerger.merge(
                new BucketLifecycle(found, null), GleanerLifecycleRule.allOf(Map.of("rule", OURS.toString())));
    }

    private static JsonNode rule(String fields) {
        return Json.read(("{'Status':'Enabled'," + fields + "}").replace('\'', '"'), JsonNode.class);
    }
}
