//! The marketplace's own data: categories, limits and carriers. Tables, so that what is enforced is what is shown.

/// A category. Ids are the sandbox's own.
#[derive(Debug)]
pub struct Category {
    /// Its id.
    pub id: u64,
    /// The category above; 0 at the top.
    pub parent: u64,
    /// As people read it.
    pub name: &'static str,
    /// What may or must be said about items in it.
    pub attributes: &'static [Attribute],
}

impl Category {
    /// Only a leaf holds items.
    pub fn is_leaf(&self) -> bool {
        !CATEGORIES.iter().any(|other| other.parent == self.id)
    }
}

/// Something to say about an item.
#[derive(Debug)]
pub struct Attribute {
    /// Its id.
    pub id: u64,
    /// As people read it.
    pub name: &'static str,
    /// An item without it is not let in.
    pub mandatory: bool,
}

const ORIGIN: Attribute = Attribute { id: 100_037, name: "Xuất xứ", mandatory: false };
const SHELF_LIFE: Attribute = Attribute { id: 100_010, name: "Hạn sử dụng", mandatory: false };
const DECLARATION: Attribute = Attribute { id: 100_963, name: "Số công bố sản phẩm", mandatory: true };

/// Fresh fruit.
pub const FRESH_FRUIT: u64 = 100_871;
/// Food supplements: the one category here that insists on an attribute.
#[cfg(test)]
pub const SUPPLEMENTS: u64 = 100_905;

/// The tree, top down.
pub const CATEGORIES: [Category; 14] = [
    Category { id: 100_629, parent: 0, name: "Thực phẩm và đồ uống", attributes: &[] },
    Category { id: 100_659, parent: 100_629, name: "Thực phẩm tươi sống và đông lạnh", attributes: &[] },
    Category { id: FRESH_FRUIT, parent: 100_659, name: "Trái cây tươi", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_872, parent: 100_659, name: "Rau củ tươi", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_656, parent: 100_629, name: "Đồ uống", attributes: &[] },
    Category { id: 100_827, parent: 100_656, name: "Trà và trà túi lọc", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_828, parent: 100_656, name: "Cà phê", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_653, parent: 100_629, name: "Nguyên liệu nấu ăn", attributes: &[] },
    Category { id: 100_846, parent: 100_653, name: "Mật ong và si rô", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_847, parent: 100_653, name: "Gia vị và thảo mộc", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_652, parent: 100_629, name: "Thực phẩm khô", attributes: &[] },
    Category { id: 100_842, parent: 100_652, name: "Trái cây sấy và hạt", attributes: &[ORIGIN, SHELF_LIFE] },
    Category { id: 100_001, parent: 0, name: "Sức khỏe", attributes: &[] },
    Category { id: 100_905, parent: 100_001, name: "Thực phẩm bổ sung", attributes: &[ORIGIN, DECLARATION] },
];

/// The category with this id.
pub fn category(id: u64) -> Option<&'static Category> {
    CATEGORIES.iter().find(|category| category.id == id)
}

/// What an item may measure. One row for all categories.
#[derive(Debug)]
pub struct Limits {
    /// Characters of a title.
    pub name_min: usize,
    /// Characters of a title.
    pub name_max: usize,
    /// Characters of a description.
    pub description_min: usize,
    /// Characters of a description.
    pub description_max: usize,
    /// Pictures of an item.
    pub images_max: usize,
    /// Đồng for one pack.
    pub price_min_vnd: i64,
    /// Đồng for one pack.
    pub price_max_vnd: i64,
    /// Packs for sale.
    pub stock_max: i64,
    /// Items of a shop.
    pub items_max: usize,
    /// Days a seller has to hand a parcel over.
    pub days_to_ship: i64,
}

/// What is enforced, and what `get_item_limit` shows.
pub const LIMITS: Limits = Limits {
    name_min: 10,
    name_max: 120,
    description_min: 25,
    description_max: 3_000,
    images_max: 9,
    price_min_vnd: 1_000,
    price_max_vnd: 120_000_000,
    stock_max: 10_000_000,
    items_max: 10_000,
    days_to_ship: 2,
};

/// A carrier.
#[derive(Debug)]
pub struct Carrier {
    /// Its id.
    pub id: u64,
    /// As people read it.
    pub name: &'static str,
    /// Collects the money for orders paid on delivery.
    pub takes_cash: bool,
    /// The heaviest parcel.
    pub weight_max_g: i64,
}

/// The carrier every order goes with.
pub const STANDARD_CARRIER: u64 = 50_021;

/// Who carries parcels here.
pub const CARRIERS: [Carrier; 2] = [
    Carrier { id: STANDARD_CARRIER, name: "Nhanh", takes_cash: true, weight_max_g: 50_000 },
    Carrier { id: 50_029, name: "Hàng cồng kềnh", takes_cash: true, weight_max_g: 100_000 },
];

/// The carrier with this id.
pub fn channel(id: u64) -> Option<&'static Carrier> {
    CARRIERS.iter().find(|carrier| carrier.id == id)
}
