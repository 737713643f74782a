package dev.gleaner.contracts.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EbsStorageManagerTest {

    @ParameterizedTest
    @CsvSource({
        "aws:backup:source-resource, AWS_BACKUP",
        "dlm:managed, DATA_LIFECYCLE_MANAGER",
        "velero.io/pv, VELERO",
        "Velero.IO/backup, VELERO",
        "ebs.csi.aws.com/cluster, KUBERNETES",
        "csivolumesnapshotname, KUBERNETES",
        "kubernetes.io/cluster/ml, KUBERNETES"
    })
    void shouldTellByATagWhatMadeIt(String key, EbsStorageManager manager) {
        Map<String, String> tags = Map.of("Name", "data", key, "x");

        assertThat(EbsStorageManager.of(tags)).contains(manager);
        assertThat(manager.tag(tags)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Name", "app.kubernetes.io/name", "my-velero.io/backup", "aws:backup"})
    void shouldNotTakeAnotherTagForOne(String key) {
        assertThat(EbsStorageManager.of(Map.of(key, "x"))).isEmpty();
    }
}
