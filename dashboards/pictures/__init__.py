"""Pictures that dashboards show: floor plans, process pictures, photographs."""
