//! What the city's catalogue holds, whether it is in order, and what it covers.

use std::sync::Arc;

use axum::extract::State;
use data_encoding::HEXLOWER;
use kakanai_catalogue::{Language, Office, Service};
use serde_json::{Value as Json, json};

use super::caller::Caller;
use super::problem::Problem;
use crate::app::Counter;

/// Which catalogue answers here.
pub async fn about(State(counter): State<Arc<Counter>>, _: Caller) -> axum::Json<Json> {
    let catalogue = &counter.catalogue;
    let city = catalogue.city();
    let service = |service: &Service| {
        let procedures = catalogue.procedures().iter();
        let procedures = procedures.filter(|procedure| procedure.services.contains(&service.id)).count();
        let key = ["service.", &service.id, ".name"].concat();
        let name = catalogue.texts().words(Language::Ja, &key, &[]);
        json!({ "id": service.id, "name": name, "procedures": procedures })
    };
    let office = |office: &Office| {
        let key = ["office.", &office.id, ".name"].concat();
        json!({ "id": office.id, "name": catalogue.texts().words(Language::Ja, &key, &[]) })
    };
    axum::Json(json!({
        "city": { "code": city.code, "prefecture": city.prefecture, "name": city.name },
        "schema": HEXLOWER.encode(catalogue.schema_hash()),
        "version": HEXLOWER.encode(catalogue.version()),
        "services": catalogue.services().iter().map(service).collect::<Vec<_>>(),
        "offices": catalogue.offices().iter().map(office).collect::<Vec<_>>(),
        "items": catalogue.dictionary().items().count(),
        "procedures": catalogue.procedures().len(),
        "desks": catalogue.desks().len(),
        "forms": catalogue.forms().len(),
    }))
}

/// Faults of the files that it was made of.
pub async fn check(State(counter): State<Arc<Counter>>, _: Caller) -> axum::Json<Json> {
    axum::Json(counter.api.check.clone())
}

/// Rows of the city's own list without a procedure.
pub async fn report(State(counter): State<Arc<Counter>>, _: Caller) -> Result<axum::Json<Json>, Problem> {
    counter.api.report.clone().map(axum::Json).ok_or_else(Problem::no_report)
}
