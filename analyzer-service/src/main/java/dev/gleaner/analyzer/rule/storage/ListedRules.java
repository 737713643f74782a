package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.rule.RuleNumbers;
import dev.gleaner.analyzer.rule.logs.LogIngestion;
import dev.gleaner.analyzer.rule.logs.LogPrefixExpiry;
import dev.gleaner.analyzer.rule.logs.LogRetention;
import dev.gleaner.analyzer.rule.logs.LogRetentionConfig;

/** The rules about what is known by its listings, whatever else tells of it. */
public record ListedRules(
        ForgottenVolume forgottenVolume,
        OldVolumeType oldVolumeType,
        ForgottenAddress forgottenAddress,
        ForgottenSnapshot forgottenSnapshot,
        ForgottenBucketStorage forgottenInBucket,
        LogRetention logRetention,
        LogPrefixExpiry logPrefixExpiry) {

    /** The rules as configured. */
    public static ListedRules of(
            ListingsConfig listings,
            ForgottenStorageConfig forgotten,
            OldVolumeTypeConfig type,
            LogRetentionConfig logs) {
        ListingSilence volumes = new ListingSilence(RuleNumbers.hours(listings.volumes()));
        int effort = RuleNumbers.minutes(forgotten.effort());
        return new ListedRules(
                new ForgottenVolume(RuleNumbers.hours(forgotten.volumeUnattached()), volumes, effort),
                new OldVolumeType(
                        RuleNumbers.hours(type.window()),
                        type.coverage(),
                        type.margin(),
                        type.minimum(),
                        volumes,
                        RuleNumbers.minutes(type.effort())),
                new ForgottenAddress(
                        RuleNumbers.hours(forgotten.addressUnassociated()),
                        new ListingSilence(RuleNumbers.hours(listings.addresses())),
                        effort),
                new ForgottenSnapshot(
                        RuleNumbers.hours(forgotten.snapshotAge()),
                        new ListingSilence(RuleNumbers.hours(listings.snapshots())),
                        effort),
                new ForgottenBucketStorage(
                        new ForgottenUploads(
                                Math.toIntExact(forgotten.uploadAge().toDays()), effort),
                        new ForgottenCheckpoints(
                                forgotten.checkpointsKept(),
                                RuleNumbers.hours(forgotten.runEnded()),
                                RuleNumbers.hours(forgotten.runUnread()),
                                Math.round(forgotten.checkpointGigabytes() * 1e9)),
                        effort),
                new LogRetention(
                        logs.minimum(),
                        logs.days(),
                        logs.holdTags(),
                        LogIngestion.of(logs.ingestion()),
                        new ListingSilence(RuleNumbers.hours(listings.logGroups())),
                        RuleNumbers.minutes(logs.effort())),
                LogPrefixExpiry.of(logs));
    }
}
