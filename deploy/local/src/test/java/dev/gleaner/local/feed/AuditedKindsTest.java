package dev.gleaner.local.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import dev.gleaner.contracts.audit.AuditEntry.Kind;
import dev.gleaner.local.estate.Estate;
import dev.gleaner.local.estate.EstateArns;
import dev.gleaner.local.estate.EstateIdentities;
import dev.gleaner.local.estate.file.EstateFileReader;
import dev.gleaner.local.estate.kind.EstateVolume;
import dev.gleaner.local.estate.kind.KindRegistry;
import dev.gleaner.local.estate.series.EstateTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What actions on each small kind of resource leave behind. The entries have the form in which the actuator writes them. */
class AuditedKindsTest {

    private static final Instant AT = Instant.parse("2026-03-18T10:00:00Z");
    private static final EstateTime THEN = new EstateTime(AT.toString());

    private static final Estate ESTATE = EstateFileReader.parse("test", """
            {"name":"test",
             "resources":[{"name":"box","region":"us-east-1","type":"m5.large"}],
             "volumes":[{"name":"disk","region":"us-east-1","type":"gp2","size":2000,"created":"-P90D"}],
             "addresses":[{"name":"ip","region":"us-east-1"}],
             "snapshots":[{"name":"copy","region":"us-east-1","size":8,"created":"-P90D"}],
             "logGroups":[{"name":"/logs","region":"us-east-1","bytes":9,"created":"-P90D"}]}""");

    private static final EstateIdentities IDENTITIES = EstateIdentities.made(ESTATE);
    private static final EstateArns ARNS = new EstateArns(ESTATE, IDENTITIES);

    @Test
    void shouldDeleteAVolumeOnlyOnceThatStepIsOver() {
        AuditEntry intent = intent("act_1", "disk", "{'kind':'volume'}", "{}");
        AuditEntry copied = entry(Kind.OBSERVED, "disk", "{'action':'act_1','step':'create-snapshot'}");
        AuditEntry gone = entry(Kind.OBSERVED, "disk", "{'action':'act_1','step':'delete-volume'}");

        assertThat(after(intent, copied).all(KindRegistry.VOLUMES)).isEqualTo(ESTATE.all(KindRegistry.VOLUMES));
        assertThat(after(intent, copied, gone).all(KindRegistry.VOLUMES))
                .extracting(EstateVolume::deleted)
                .containsExactly(THEN);
    }

    @Test
    void shouldChangeTheTypeOfAVolumeAndChangeItBack() {
        AuditEntry intent = intent(
                "act_1",
                "disk",
                "{'kind':'volume','volume':{'type':'gp2','iops':6000}}",
                "{'type':'gp3','iops':'6000','throughput':'250'}");
        EstateVolume changed = after(intent, observed("act_1", "disk"))
                .all(KindRegistry.VOLUMES)
                .get(0);

        assertThat(changed.type()).isEqualTo(EstateVolume.VolumeType.GP3);
        assertThat(changed.iops()).isEqualTo(6_000);
        assertThat(changed.throughput()).isEqualTo(250);
        assertThat(changed.deleted()).isNull();
        EstateVolume restored = after(
                        intent,
                        observed("act_1", "disk"),
                        intent("act_2", "disk", "{'kind':'volume','volume':{'type':'gp3'}}", "{'type':'gp3'}"),
                        observed("act_2", "disk"),
                        entry(Kind.UNDONE, "disk", "{'action':'act_2','undoes':'act_1'}"))
                .all(KindRegistry.VOLUMES)
                .get(0);
        assertThat(restored.type()).isEqualTo(EstateVolume.VolumeType.GP2);
        assertThat(restored.throughput()).isNull();
    }

    @Test
    void shouldReleaseAnAddress() {
        assertThat(after(intent("act_1", "ip", "{'kind':'address'}", "{}"), observed("act_1", "ip"))
                        .all(KindRegistry.ADDRESSES)
                        .get(0)
                        .released())
                .isEqualTo(THEN);
        assertThat(after(intent("act_1", "ip", "{'kind':'address'}", "{}")).all(KindRegistry.ADDRESSES))
                .isEqualTo(ESTATE.all(KindRegistry.ADDRESSES));
    }

    @Test
    void shouldDeleteASnapshotAndFetchItFromTheRecycleBin() {
        AuditEntry intent = intent("act_1", "copy", "{'kind':'snapshot'}", "{}");
        AuditEntry covered = entry(Kind.OBSERVED, "copy", "{'action':'act_1','step':'cover-snapshot'}");
        AuditEntry gone = entry(Kind.OBSERVED, "copy", "{'action':'act_1','step':'delete-snapshot'}");

        assertThat(after(intent, covered).all(KindRegistry.SNAPSHOTS)).isEqualTo(ESTATE.all(KindRegistry.SNAPSHOTS));
        assertThat(after(intent, covered, gone)
                        .all(KindRegistry.SNAPSHOTS)
                        .get(0)
                        .deleted())
                .isEqualTo(THEN);
        assertThat(after(
                                intent,
                                covered,
                                gone,
                                intent("act_2", "copy", "{'kind':'snapshot'}", "{}"),
                                observed("act_2", "copy"),
                                entry(Kind.UNDONE, "copy", "{'action':'act_2','undoes':'act_1'}"))
                        .all(KindRegistry.SNAPSHOTS))
                .isEqualTo(ESTATE.all(KindRegistry.SNAPSHOTS));
    }

    @Test
    void shouldSetTheRetentionOfALogGroupAndRestoreIt() {
        AuditEntry intent = intent("act_1", "/logs", "{'kind':'log-group','logGroup':{'tags':{}}}", "{'days':'90'}");

        assertThat(after(intent, observed("act_1", "/logs"))
                        .all(KindRegistry.LOG_GROUPS)
                        .get(0)
                        .retentionDays())
                .isEqualTo(90);
        assertThat(after(
                                intent,
                                observed("act_1", "/logs"),
                                intent("act_2", "/logs", "{'logGroup':{'retention':90}}", "{'days':'90'}"),
                                observed("act_2", "/logs"),
                                entry(Kind.UNDONE, "/logs", "{'action':'act_2','undoes':'act_1'}"))
                        .all(KindRegistry.LOG_GROUPS))
                .isEqualTo(ESTATE.all(KindRegistry.LOG_GROUPS));
    }

    private static Estate after(AuditEntry... audit) {
        return new AuditedActions(List.of(audit), ARNS.names()).appliedTo(ESTATE);
    }

    private static AuditEntry intent(String action, String name, String before, String parameters) {
        return entry(
                Kind.INTENT, name, "{'action':'%s','before':%s,'parameters':%s}".formatted(action, before, parameters));
    }

    private static AuditEntry observed(String action, String name) {
        return entry(Kind.OBSERVED, name, "{'action':'" + action + "','state':'as seen'}");
    }

    private static AuditEntry entry(Kind kind, String name, String detail) {
        return AuditEntry.after(
                0,
                AuditEntry.GENESIS,
                AT,
                "gleaner",
                kind,
                null,
                ARNS.arn(name).toString(),
                Json.read(detail.replace('\'', '"'), JsonNode.class));
    }
}
