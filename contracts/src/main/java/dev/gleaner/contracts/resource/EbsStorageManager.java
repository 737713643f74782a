package dev.gleaner.contracts.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What makes EBS snapshots and volumes and deletes them by a plan of its own, recognized by the tags that it sets. Keys are compared without
 * regard to case.
 */
public enum EbsStorageManager {
    /** Source: AWS Backup Developer Guide, "Tags on backups" ({@code aws:backup:source-resource}). */
    AWS_BACKUP("AWS Backup", List.of("aws:backup:")),
    /** Source: Amazon EBS User Guide, "Amazon Data Lifecycle Manager", system tags ({@code dlm:managed}). */
    DATA_LIFECYCLE_MANAGER("Data Lifecycle Manager", List.of("aws:dlm:", "dlm:")),
    /** A backup of Velero names the snapshots by their ids. Source: vmware-tanzu/velero, pkg/backup/item_backupper.go. */
    VELERO("Velero", List.of("velero.io/")),
    /**
     * A claim of a cluster names a volume, and a VolumeSnapshot a snapshot, by its id. A volume is available while no workload uses it.
     * Sources: kubernetes-sigs/aws-ebs-csi-driver, docs/tagging.md; AWS managed policy AmazonEBSCSIDriverPolicyV2 for {@code
     * kubernetes.io/created-for/pvc/name} of the plugin before it.
     */
    KUBERNETES(
            "Kubernetes",
            List.of(
                    "kubernetes.io/",
                    "ebs.csi.aws.com/",
                    "KubernetesCluster",
                    "CSIVolumeName",
                    "CSIVolumeSnapshotName"));

    private final String title;
    private final List<String> keys;

    EbsStorageManager(String title, List<String> keys) {
        this.title = title;
        this.keys = keys;
    }

    /** What it is, for a person. */
    public String title() {
        return title;
    }

    /** The first that set one of these tags; empty if none did. */
    public static Optional<EbsStorageManager> of(Map<String, String> tags) {
        return Stream.of(values())
                .filter(manager -> manager.tag(tags).isPresent())
                .findFirst();
    }

    /** The key of a tag that it set; empty if it set none. */
    public Optional<String> tag(Map<String, String> tags) {
        return tags.keySet().stream().filter(this::sets).min(String::compareTo);
    }

    private boolean sets(String key) {
        return keys.stream().anyMatch(begin -> key.regionMatches(true, 0, begin, 0, begin.length()));
    }
}
