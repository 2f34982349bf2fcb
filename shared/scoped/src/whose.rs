//! Whose rows a query wants, said by the application: the wall in front of row-level security, which knows nothing of it.
//!
//! Each names the same rows as the policies' `sees`. A condition is written for the scope at hand and not as `$1 is null or …`,
//! so that it lets Postgres use an index and costs whoever sees everything nothing.

use contract::Scope;
use sea_orm::Value;

use crate::Scoped;

impl Scoped {
    /// The condition for rows that their cooperative has, and officials may read: those within the caller's scope, by the
    /// columns that say whose a row is. What it compares with is pushed to the query's `values`.
    pub fn seen(&self, values: &mut Vec<Value>, cooperative: &str, commune: &str) -> String {
        condition(&self.caller.scope, values, cooperative, Some(commune))
    }

    /// The same for rows that only their cooperative has.
    pub fn own(&self, values: &mut Vec<Value>, cooperative: &str) -> String {
        condition(&self.caller.scope, values, cooperative, None)
    }

    /// The condition for rows of the house itself.
    pub fn of_the_house(&self) -> &'static str {
        if self.caller.scope == Scope::System { "true" } else { "false" }
    }
}

fn condition(scope: &Scope, values: &mut Vec<Value>, cooperative: &str, commune: Option<&str>) -> String {
    let mut equals = |column: &str, value: Value| {
        values.push(value);
        format!("{column} = ${}", values.len())
    };
    match (scope, commune) {
        (Scope::System, _) => "true".to_owned(),
        (Scope::Cooperative(id), _) => equals(cooperative, id.uuid().into()),
        (Scope::Province | Scope::Department(_), Some(commune)) => format!("{commune} is not null"),
        (Scope::Commune(code), Some(commune)) => equals(commune, code.as_str().into()),
        // A household reads its own row, and by its own way.
        (Scope::Province | Scope::Department(_) | Scope::Commune(_), None)
        | (Scope::Household { .. } | Scope::Nobody, _) => "false".to_owned(),
    }
}
