package dev.gleaner.actuator.guard.owner;

import dev.gleaner.actuator.action.Order;
import java.util.List;
import java.util.Map;

/** What SageMaker runs is changed in SageMaker. */
final class SageMaker implements Owner {

    private static final String DOMAIN = "sagemaker:domain-arn";

    @Override
    public String name() {
        return "SageMaker";
    }

    @Override
    public List<String> prefixes() {
        return List.of("sagemaker:", "aws:sagemaker");
    }

    @Override
    public String patch(Order order, Map<String, String> tags) {
        String region = order.target().region();
        String domain = tags.getOrDefault(DOMAIN, "DOMAIN");
        return "aws sagemaker update-domain --region " + region + " --domain-id "
                + domain.substring(domain.lastIndexOf('/') + 1)
                + " --default-user-settings '{\"JupyterLabAppSettings\":{\"AppLifecycleManagement\":{\"IdleSettings\":"
                + "{\"LifecycleManagement\":\"ENABLED\",\"IdleTimeoutInMinutes\":60}}}}', for a notebook instance: aws"
                + " sagemaker stop-notebook-instance --region " + region + " --notebook-instance-name NAME";
    }
}
